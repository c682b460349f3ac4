import { cookies } from "next/headers";
import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "@/lib/access/auth-options";
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
    if (request.method === "POST") checkBody(request);
    await dropForeignCookies();
    return await NextAuth(request, context, await authOptions());
  } catch (error) {
    const { requestId } = originOf(request.headers);
    const { status, headers, body } = problemAnswer(await failureOf(error, requestId), requestId);
    return new Response(body, { status, headers });
  }
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
    if (name.endsWith("next-auth.callback-url") && !/^https?:\/\/[\w.:[\]-]+(\/|$)/.test(value)) {
      jar.delete(name);
    }
  }
}

export const GET = (request: NextRequest, context: Context) => answer(request, context, "csrf");

export const POST = (request: NextRequest, context: Context) =>
  answer(request, context, "callback/credentials");
