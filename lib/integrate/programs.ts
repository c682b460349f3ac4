import type { SnippetOf } from "./place";

const literal = (value: unknown) => JSON.stringify(value);

export const curl: SnippetOf = ({ gateUrl, api, permission }) => {
  const wanted = permission ? `, "permissions": ["${permission}"]` : "";
  return {
    label: "curl",
    file: "In a shell",
    hint: "Asks for a verdict: whether the key is valid and may do this, or the code that says why not.",
    code: `curl -sS ${gateUrl}/v1/keys/verify \\
  -H "Authorization: Bearer $PORTCULLIS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"key": "'"$API_KEY"'", "api": "${api}"${wanted}}'

# {"valid": true, "code": "VALID", "application": {"name": "CRM System", …}, …}
`,
  };
};

export const node: SnippetOf = ({ gateUrl, api, permission }) => ({
  label: "Node",
  file: "portcullis.mjs",
  hint: "Express and Next build on this file. Serve the call where valid is true; refuse it otherwise, also where this throws.",
  code: `/**
 * What the gate says about a caller's key. Ask for { permissions: ["…"] }, or for
 * { request: { method, path } }, which is matched with the endpoints of the API. A key
 * that is limited to networks or origins needs request.ip and request.origin as well.
 */
export async function verify(key, asked = ${permission ? `{ permissions: [${literal(permission)}] }` : "{}"}) {
  const response = await fetch("${gateUrl}/v1/keys/verify", {
    method: "POST",
    headers: {
      authorization: \`Bearer \${process.env.PORTCULLIS_TOKEN}\`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ key, api: "${api}", ...asked }),
    signal: AbortSignal.timeout(2000),
  });
  if (!response.ok) throw new Error(\`The gate answered \${response.status}.\`);
  return response.json();
}

const noKey = ["MALFORMED", "NOT_FOUND", "UNREADABLE", "REVOKED", "EXPIRED", "NOT_YET_VALID", "DISABLED"];
const limited = ["QUOTA_EXCEEDED", "RATE_LIMITED"];

/** The HTTP status of a refusal. */
export const statusOf = ({ code }) =>
  noKey.includes(code) ? 401 : limited.includes(code) ? 429 : 403;
`,
});

export const express: SnippetOf = () => ({
  label: "Express",
  file: "require-key.mjs",
  hint: "app.use(requireKey) before your routes: each call is matched with the endpoints of this API.",
  code: `import { statusOf, verify } from "./portcullis.mjs";

/** Lets a request pass whose key may do it; req.caller then says who calls. */
export const requireKey = async (req, res, next) => {
  try {
    const request = {
      method: req.method,
      path: req.originalUrl ?? req.url,
      ip: req.ip ?? req.socket.remoteAddress,
      origin: req.headers.origin,
    };
    const verdict = await verify(req.headers["x-api-key"] ?? "", { request });
    if (verdict.valid) {
      req.caller = verdict;
      return next();
    }
    res.statusCode = statusOf(verdict);
    res.setHeader("content-type", "application/json");
    res.end(JSON.stringify({ code: verdict.code }));
  } catch (error) {
    next(error);
  }
};
`,
});

export const nextRoute: SnippetOf = ({ api }) => ({
  label: "Next",
  file: `app/${api}/route.js`,
  hint: "A route handler that serves whoever may call it.",
  code: `import { statusOf, verify } from "./portcullis.mjs";

export async function GET({ method, url, headers }) {
  const path = new URL(url).pathname;
  const origin = headers.get("origin") ?? undefined;
  const verdict = await verify(headers.get("x-api-key") ?? "", { request: { method, path, origin } });
  if (!verdict.valid) {
    return Response.json({ code: verdict.code }, { status: statusOf(verdict) });
  }
  return Response.json({ hello: verdict.application.name });
}
`,
});

export const python: SnippetOf = ({ gateUrl, api }) => ({
  label: "Python",
  file: "portcullis.py",
  hint: "Serve the call where valid is true; refuse it otherwise, also where this raises.",
  code: `import json
import os
import urllib.request


def verify(key, **asked):
    """What the gate says about a caller's key.

    Ask for permissions=["…"], or for request={"method": …, "path": …}, which is
    matched with the endpoints of the API. A key that is limited to networks or
    origins needs "ip" and "origin" in the request as well.
    """
    question = {"key": key, "api": "${api}", **asked}
    request = urllib.request.Request(
        "${gateUrl}/v1/keys/verify",
        data=json.dumps(question).encode(),
        headers={
            "Authorization": f"Bearer {os.environ['PORTCULLIS_TOKEN']}",
            "Content-Type": "application/json",
        },
    )
    with urllib.request.urlopen(request, timeout=2) as response:
        return json.load(response)
`,
});

export const oauth: SnippetOf = ({ gateUrl, organization, api }) => {
  const insecure = gateUrl.startsWith("http:");
  const options = insecure ? ", options" : "";
  return {
    label: "OAuth",
    file: "introspect.mjs",
    hint: "For a resource server that knows RFC 7662. With a service token bound to this API, scope and aud tell of this API only.",
    code: `import * as oauth from "oauth4webapi";

const issuer = new URL("${gateUrl}/o/${organization}");
${insecure ? "// Only as long as the gate is not reached by https.\nconst options = { [oauth.allowInsecureRequests]: true };\n" : ""}const server = await oauth
  .discoveryRequest(issuer, { algorithm: "oauth2"${insecure ? ", ...options" : ""} })
  .then((response) => oauth.processDiscoveryResponse(issuer, response));
const client = { client_id: "${api}" };
const authentication = oauth.ClientSecretBasic(process.env.PORTCULLIS_TOKEN);

/** Whether the key is active, and its scope, aud, client_id and sub (RFC 7662). */
export async function introspect(key) {
  const response = await oauth.introspectionRequest(server, client, authentication, key${options});
  return oauth.processIntrospectionResponse(server, client, response);
}
`,
  };
};
