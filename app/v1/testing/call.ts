import * as missing from "@/app/v1/[[...path]]/route";
import * as endpoint from "@/app/v1/apis/[id]/endpoints/[part]/route";
import * as endpoints from "@/app/v1/apis/[id]/endpoints/route";
import * as permission from "@/app/v1/apis/[id]/permissions/[part]/route";
import * as permissions from "@/app/v1/apis/[id]/permissions/route";
import * as api from "@/app/v1/apis/[id]/route";
import * as apis from "@/app/v1/apis/route";
import * as activate from "@/app/v1/applications/[id]/activate/route";
import * as deactivate from "@/app/v1/applications/[id]/deactivate/route";
import * as grants from "@/app/v1/applications/[id]/grants/route";
import * as applicationKeys from "@/app/v1/applications/[id]/keys/route";
import * as application from "@/app/v1/applications/[id]/route";
import * as applications from "@/app/v1/applications/route";
import * as auditEvents from "@/app/v1/audit-events/route";
import * as revoke from "@/app/v1/keys/[id]/revoke/route";
import * as key from "@/app/v1/keys/[id]/route";
import * as keys from "@/app/v1/keys/route";
import * as self from "@/app/v1/keys/self/route";
import * as verify from "@/app/v1/keys/verify/route";
import * as members from "@/app/v1/members/route";
import * as token from "@/app/v1/tokens/[id]/route";
import * as tokens from "@/app/v1/tokens/route";

const table = {
  "/v1/applications": applications,
  "/v1/applications/:id": application,
  "/v1/applications/:id/activate": activate,
  "/v1/applications/:id/deactivate": deactivate,
  "/v1/applications/:id/keys": applicationKeys,
  "/v1/applications/:id/grants": grants,
  "/v1/keys": keys,
  "/v1/keys/verify": verify,
  "/v1/keys/self": self,
  "/v1/keys/:id": key,
  "/v1/keys/:id/revoke": revoke,
  "/v1/apis": apis,
  "/v1/apis/:id": api,
  "/v1/apis/:id/endpoints": endpoints,
  "/v1/apis/:id/endpoints/:part": endpoint,
  "/v1/apis/:id/permissions": permissions,
  "/v1/apis/:id/permissions/:part": permission,
  "/v1/tokens": tokens,
  "/v1/tokens/:id": token,
  "/v1/members": members,
  "/v1/audit-events": auditEvents,
};

/** The route and the parameters of a path, as the router finds them. */
function find(path: string) {
  const asked = path.split("/");
  for (const [pattern, route] of Object.entries(table)) {
    const parts = pattern.split("/");
    const fits = parts.every((part, i) => part.startsWith(":") || part === asked[i]);
    if (parts.length !== asked.length || !fits) continue;
    const named = parts.flatMap((part, i) =>
      part.startsWith(":") ? [[part.slice(1), asked[i] ?? ""] as const] : [],
    );
    return { route, params: Object.fromEntries(named) };
  }
  return { route: missing, params: {} };
}

export type Sent = { token?: string; body?: unknown; headers?: Record<string, string> };

export type Call = ReturnType<typeof callAs>;

/** Asks as the holder of a service token, unless another credential is sent. */
export const callAs =
  (root: string) =>
  async (request: string, { token = root, body, headers }: Sent = {}) => {
    const [method = "", target = ""] = request.split(" ");
    const url = new URL(target, "https://portal.example");
    const { route, params } = find(url.pathname);
    const answer = await route[method as keyof typeof route](
      new Request(url, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        body: sendable(body),
      }),
      { params: Promise.resolve(params) },
    );
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      json: text === "" ? undefined : JSON.parse(text),
    };
  };

const sendable = (body: unknown) =>
  body === undefined || typeof body === "string" ? body : JSON.stringify(body);

let made = 0;

/** What makes an application, of a fresh name unless one is given. */
export const wish = (name = `CRM ${++made}`) => ({ name, baseUrl: "https://crm.example" });
