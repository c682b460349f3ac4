import "server-only";
import type { NextAuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { originOf } from "@/lib/request";
import { internalPath } from "./internal-path";
import { isSecure, sessionCookie, sessionSecret } from "./session-cookie";
import { absoluteTimeout } from "./sessions";
import { signIn } from "./sign-in";

/**
 * next-auth carries a session id in an encrypted cookie, no more: whether the session lives, and
 * whose it is, stands in the database. Its "user" is therefore the session. `onRefused` hears why a
 * sign-in failed: next-auth keeps nothing of it but the message.
 */
export async function authOptions(
  onRefused: (error: unknown) => void = () => {},
): Promise<NextAuthOptions> {
  process.env.NEXTAUTH_URL ??= env().PUBLIC_URL;
  return {
    secret: await sessionSecret(),
    useSecureCookies: isSecure(),
    cookies: { sessionToken: sessionCookie() },
    session: { strategy: "jwt", maxAge: absoluteTimeout / 1000 },
    pages: { signIn: "/sign-in", signOut: "/sign-in", error: "/sign-in" },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        async authorize(credentials, request) {
          const { email, password } = credentials ?? {};
          try {
            const origin = originOf(new Headers(request.headers));
            return { id: await signIn({ email, password }, origin) };
          } catch (error) {
            onRefused(error);
            return null;
          }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      redirect: ({ url }) => env().PUBLIC_URL + internalPath(url, "/", env().PUBLIC_URL),
    },
    logger: {
      error: (code, metadata) => log.error({ code, err: metadata }, "next-auth"),
      warn: (code) => log.warn({ code }, "next-auth"),
      debug: () => {},
    },
  };
}
