import type { FormResult } from "@/lib/form";

/** Signs in: the session cookie is set where the answer is `ok`. */
export async function requestSignIn(input: {
  email: string;
  password: string;
}): Promise<FormResult<null>> {
  const { csrfToken } = await (await fetch("/api/auth/csrf")).json();
  const answer = await fetch("/api/auth/callback/credentials", {
    method: "POST",
    body: new URLSearchParams({ ...input, csrfToken, json: "true" }),
  });
  const requestId = answer.headers.get("x-request-id") ?? "";
  const { url, detail } = await answer.json();
  const query = url ? new URL(url).searchParams : undefined;
  if (answer.ok && !query?.has("csrf")) return { ok: true, data: null };
  const message =
    query?.get("error") ?? detail ?? "Your browser keeps no cookies for this page. Allow them.";
  return { ok: false, code: "UNAUTHENTICATED", message, errors: [], requestId };
}
