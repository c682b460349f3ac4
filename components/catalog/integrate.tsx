import Link from "next/link";
import { Card } from "@/components/ui/card";
import { type Snippet, SnippetTabs } from "@/components/ui/snippet-tabs";

export function Integrate({
  snippets,
  gateUrl,
  tokensHref,
}: {
  snippets: Snippet[];
  gateUrl: string;
  tokensHref: string | undefined;
}) {
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]">
      <SnippetTabs label="Integrate with" snippets={snippets} />
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
            Have your service, or the gateway before it, ask{" "}
            <code className="break-all font-mono text-[0.92em]">{gateUrl}</code> about each call.
          </li>
          <li>
            Serve the call where the gate says that the key is valid. Refuse it otherwise, also
            where the gate can’t be reached.
          </li>
        </ol>
      </Card>
    </div>
  );
}
