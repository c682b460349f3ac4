import { undocumented } from "@/lib/openapi/testing/documented";

export type Asked = { method?: string; headers?: Record<string, string>; body?: unknown };

/**
 * Calls a door of a gate and reads its answer, for tests. Throws where that is not as the API's
 * description says.
 */
export async function callDoor(
  address: string,
  path: string,
  { method = "POST", headers = {}, body }: Asked = {},
) {
  const response = await fetch(address + path, {
    method,
    headers: {
      ...(body !== undefined && !(body instanceof URLSearchParams) && jsonType),
      ...headers,
    },
    body:
      body === undefined || typeof body === "string" || body instanceof URLSearchParams
        ? body
        : JSON.stringify(body),
  });
  const { status, headers: sent } = response;
  const content = await response.text();
  const json = content ? JSON.parse(content) : undefined;
  const { pathname } = new URL(response.url);
  const wrong =
    /^\/(v1|o)\//.test(pathname) && undocumented(method, pathname, { status, headers: sent, json });
  if (wrong) throw new Error(`${method} ${pathname} ${wrong}`);
  return { status, headers: sent, text: content, json: json ?? null };
}

const jsonType = { "content-type": "application/json" };
export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});
export const form = (token: string, more = {}) => new URLSearchParams({ token, ...more });
