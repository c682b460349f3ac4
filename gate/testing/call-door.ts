export type Asked = { method?: string; headers?: Record<string, string>; body?: unknown };

/** Calls a door of a gate and reads its answer, for tests. */
export async function callDoor(
  address: string,
  path: string,
  { method = "POST", headers = {}, body }: Asked = {},
) {
  const response = await fetch(address + path, {
    method,
    headers: {
      ...(body !== undefined && !(body instanceof URLSearchParams) && json),
      ...headers,
    },
    body:
      body === undefined || typeof body === "string" || body instanceof URLSearchParams
        ? body
        : JSON.stringify(body),
  });
  const content = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text: content,
    json: content ? JSON.parse(content) : null,
  };
}

const json = { "content-type": "application/json" };
export const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });
export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});
export const form = (token: string, more = {}) => new URLSearchParams({ token, ...more });
