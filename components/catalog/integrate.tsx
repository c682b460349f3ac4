import Link from "next/link";
import { Card } from "@/components/ui/card";
import { CodeBlock } from "@/components/ui/code-block";

export function Integrate({
  slug,
  permission,
  gateUrl,
  tokensHref,
}: {
  slug: string;
  permission: string | undefined;
  gateUrl: string;
  tokensHref: string | undefined;
}) {
  const request = {
    key: "$API_KEY",
    api: slug,
    ...(permission ? { permissions: [permission] } : {}),
  };
  const curl = `curl -X POST ${gateUrl}/v1/keys/verify \\
  -H "Authorization: Bearer $PORTCULLIS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '${JSON.stringify(request).replace("$API_KEY", "'\"$API_KEY\"'")}'`;
  const node = `const response = await fetch("${gateUrl}/v1/keys/verify", {
  method: "POST",
  headers: {
    authorization: \`Bearer \${process.env.PORTCULLIS_TOKEN}\`,
    "content-type": "application/json",
  },
  body: JSON.stringify({
    key: request.headers.get("x-api-key"),
    api: "${slug}",${permission ? `\n    permissions: ["${permission}"],` : ""}
  }),
});
const verdict = await response.json();
if (!verdict.valid) return new Response(verdict.code, { status: 403 });`;
  const answer = `{
  "valid": true,
  "code": "VALID",
  "application": { "id": "app_…", "name": "CRM System" },
  "permissions": [${permission ? `"${permission}"` : ""}]
}`;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <div className="flex min-w-0 flex-col gap-4">
        <CodeBlock label="curl" code={curl} />
        <CodeBlock label="Node" code={node} />
        <CodeBlock label="Answer" code={answer} />
      </div>
      <Card title="Let your service ask">
        <ol className="flex list-decimal flex-col gap-2.5 pl-4.5 marker:text-muted">
          <li>
            {tokensHref ? (
              <Link href={tokensHref} className="text-accent underline underline-offset-2">
                Create a service token
              </Link>
            ) : (
              "Ask an owner or admin for a service token"
            )}{" "}
            with the scope to verify keys, bound to this API.
          </li>
          <li>
            For each call, send the caller’s key and the permissions it needs to{" "}
            <code className="font-mono text-[0.92em]">{gateUrl}</code>.
          </li>
          <li>
            Serve the call where <code className="font-mono text-[0.92em]">valid</code> is true;
            refuse it otherwise and log the code.
          </li>
        </ol>
      </Card>
    </div>
  );
}
