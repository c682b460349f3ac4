import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/access/auth-options";
import { sessionCookie } from "@/lib/access/session-cookie";
import { AppError, notFound } from "@/lib/errors";
import { failureOf } from "@/lib/failure";
import { problemAnswer } from "@/lib/problem";
import { originOf } from "@/lib/request";

type Context = { params: Promise<{ nextauth: string[] }> };

const longestBody = 16_384;

/** Of all that next-auth answers, only what sign-in needs: the rest is not found. */
async function answer(request: NextRequest, context: Context, path: string): Promise<Response> {
  try {
    const { nextauth } = await context.params;
    if (nextauth.join("/") !== path || request.nextUrl.search) throw notFound("page");
    await dropForeignCookies();
    if (request.method !== "POST") return await NextAuth(request, context, await authOptions());
    return await signIn(request, context);
  } catch (error) {
    const { requestId } = originOf(request.headers);
    const { status, headers, body } = problemAnswer(await failureOf(error, requestId), requestId);
    return new Response(body, { status, headers });
  }
}

/** Either the session's cookie is set or the reason is thrown, with its own status. */
async function signIn(request: NextRequest, context: Context): Promise<Response> {
  checkBody(request);
  let refusal: unknown;
  const options = await authOptions((error) => {
    refusal = error;
  });
  const response: Response = await NextAuth(request, context, options);
  if (refusal) throw refusal;
  const session = sessionCookie().name;
  if (response.headers.getSetCookie().some((cookie) => cookie.startsWith(session))) return response;
  throw new AppError("FORBIDDEN", "This form is out of date. Allow cookies, then send it again.");
}

function checkBody({ headers }: NextRequest): void {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") {
    throw new AppError("UNSUPPORTED_MEDIA_TYPE", "Send application/x-www-form-urlencoded.");
  }
  const length = Number(headers.get("content-length") ?? Number.NaN);
  if (!(length <= longestBody)) {
    throw new AppError("CONTENT_TOO_LARGE", `At most ${longestBody} bytes, with their length.`);
  }
}

/** next-auth takes a return address that isn't one for a mistake of the server, and answers 500. */
async function dropForeignCookies(): Promise<void> {
  const jar = await cookies();
  for (const { name, value } of jar.getAll()) {
    if (name.endsWith("next-auth.callback-url") && !isAddress(value)) {
      jar.delete(name);
    }
  }
}

const isAddress = (value: string) => /^https?:/.test(value) && URL.canParse(value);

export const GET = (request: NextRequest, context: Context) => answer(request, context, "csrf");

export const POST = (request: NextRequest, context: Context) =>
  answer(request, context, "callback/credentials");
