import type { Answer } from "@/lib/problem";

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; }
main { max-width: 26rem; padding: 1.5rem; text-align: center; }
h1 { margin: 0; font-size: 1.125rem; }
p { margin: .5rem 0 0; }
a { display: inline-block; margin-top: 1.25rem; padding: .5rem 1rem; border: 1px solid; border-radius: .5rem; color: inherit; text-decoration: none; }
small { display: block; margin-top: 1.25rem; opacity: .75; }
`;

/** The page that stands in for any other while the database does not answer. */
export const outagePage = (requestId: string, nonce: string): Answer => ({
  status: 503,
  headers: { "content-type": "text/html; charset=utf-8", "retry-after": "2" },
  body: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The database does not answer · Portcullis</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<main role="alert">
<h1>The database does not answer</h1>
<p>Nothing can be shown or changed until it does. What was saved is safe.</p>
<a href="">Try again</a>
<small>Request ID <code>${requestId}</code></small>
</main>
</body>
</html>
`,
});

/** Whether a person's browser asks for a page, by address or by a link within the portal. */
export function asksForPage(
  method: string,
  path: string,
  { accept, rsc }: Record<string, string | string[] | undefined>,
): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (/^\/(_next|api|docs|v1|o|\.well-known)(\/|$)/.test(path)) return false;
  return rsc !== undefined || (typeof accept === "string" && accept.includes("text/html"));
}
