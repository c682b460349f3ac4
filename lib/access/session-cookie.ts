import "server-only";
import { decode } from "next-auth/jwt";
import { env } from "@/lib/env";
import { secrets } from "@/lib/secrets/installation";

export const isSecure = () => env().PUBLIC_URL.startsWith("https://");

/** RFC 6265bis §4.1.3: `__Host-` binds the cookie to this host and to TLS. */
export const sessionCookie = () => ({
  name: isSecure() ? "__Host-portcullis.session" : "portcullis.session",
  options: { httpOnly: true, sameSite: "lax", path: "/", secure: isSecure() } as const,
});

/** Encrypts the cookie and signs the tokens against cross-site requests. */
export async function sessionSecret(): Promise<string> {
  const { "session-key": key } = await secrets();
  return key.toString("base64url");
}

/** The session id in the cookie's token, or null where it isn't one of ours. */
export async function sessionIdIn(token: string | undefined): Promise<unknown> {
  if (!token) return null;
  const secret = await sessionSecret();
  try {
    return (await decode({ token, secret }))?.sid ?? null;
  } catch {
    return null;
  }
}
