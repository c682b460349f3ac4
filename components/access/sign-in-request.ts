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
  if (answer.ok) return { ok: true, data: null };
  const { code, detail, errors = [], requestId } = await answer.json();
  return { ok: false, code, message: detail, errors, requestId };
}
