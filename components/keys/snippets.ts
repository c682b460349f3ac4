import type { Snippet } from "@/components/ui/snippet-tabs";

export type Issued = {
  application: string;
  name: string;
  environment: string;
  apiKey: string;
  sharedKey: string;
  secretKey: string;
};

/** `apiKey` may be a placeholder, where the secret is no longer known. */
export function trySnippet(gateUrl: string, apiKey: string): string {
  return `curl ${gateUrl}/v1/keys/self \\\n  -H "Authorization: Bearer ${apiKey}"`;
}

/** About an API, by its slug, where one is named. */
export function verifySnippet(gateUrl: string, apiKey: string, api?: string): string {
  return `curl -X POST ${gateUrl}/v1/keys/verify \\
  -H "Authorization: Bearer $PORTCULLIS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{"key":"${apiKey}"${api === undefined ? "" : `,"api":"${api}"`}}'`;
}

/** The key of `verifySnippet`, where it stands in the environment. */
export const keyOfEnvironment = "'$PORTCULLIS_API_KEY'";

export const nginxSnippet = (apiKey: string): string => `location / {
    proxy_pass https://api.example.com;
    proxy_ssl_server_name on;
    proxy_set_header Authorization "Bearer ${apiKey}";
}`;

export function keySnippets(gateUrl: string, apiKey: string): Snippet[] {
  return [
    {
      id: "curl",
      label: "curl",
      hint: "Works at once: the gate tells what it knows about the key.",
      code: trySnippet(gateUrl, apiKey),
    },
    {
      id: "node",
      label: "Node",
      hint: "Reads the key from the environment. Works at once.",
      code: `const response = await fetch("${gateUrl}/v1/keys/self", {
  headers: { authorization: \`Bearer \${process.env.PORTCULLIS_API_KEY}\` },
});
console.log(response.status, await response.json());`,
    },
    {
      id: "python",
      label: "Python",
      hint: "Reads the key from the environment. Works at once.",
      code: `import json, os, urllib.request

request = urllib.request.Request(
    "${gateUrl}/v1/keys/self",
    headers={"Authorization": f"Bearer {os.environ['PORTCULLIS_API_KEY']}"},
)
with urllib.request.urlopen(request) as response:
    print(response.status, json.load(response))`,
    },
    {
      id: "nginx",
      label: "nginx",
      hint: "Adds the key to every call that your application makes through nginx.",
      code: nginxSnippet(apiKey),
    },
    {
      id: "verify",
      label: "Verify",
      hint: "For the API that receives the key: asks for a verdict, with a service token.",
      code: verifySnippet(gateUrl, apiKey),
    },
  ];
}

export function envFile(gateUrl: string, issued: Issued): string {
  return `# ${issued.application} · ${issued.name} · ${issued.environment}
PORTCULLIS_GATE_URL=${gateUrl}
PORTCULLIS_API_KEY=${issued.apiKey}
PORTCULLIS_SHARED_KEY=${issued.sharedKey}
PORTCULLIS_SECRET_KEY=${issued.secretKey}
`;
}

/** `crm-system.production.env`; a name without Latin letters becomes `application`. */
export function envFileName(issued: Pick<Issued, "application" | "environment">): string {
  const name = issued.application
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  return `${name || "application"}.${issued.environment}.env`;
}
