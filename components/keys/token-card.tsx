import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy-text";
import { KeyValueList } from "@/components/ui/key-value-list";
import { DateTime } from "@/components/ui/relative-time";
import type { KeyTokenSummary } from "@/lib/keys/get-token";
import { publishedWords } from "./published-words";

/** What the token of a JWT key says, and what is published of it. */
export function TokenCard({ token }: { token: KeyTokenSummary }) {
  const { word, tone, why } = publishedWords(token);
  const { number, index, url } = token.statusList;
  return (
    <Card title="Token" description="As it was signed; it says so until it ends.">
      <KeyValueList
        items={[
          { label: "Published as", value: <Badge tone={tone}>{word}</Badge>, hint: why },
          { label: "Ends", value: <DateTime value={token.expiresAt} /> },
          { label: "For the APIs", value: <Names all={token.audiences} /> },
          { label: "Scope", value: <Names all={token.scope} /> },
          { label: "Issuer", value: <CopyText value={token.issuer} what="Issuer" /> },
          {
            label: "Signed with",
            value: <CopyText value={token.signingKey} what="Signing key" />,
          },
          {
            label: "Status list",
            value: <CopyText value={url} what="Address of the status list" />,
            hint: `Place ${index.toLocaleString("en-US")} of list ${number}`,
          },
        ]}
      />
    </Card>
  );
}

function Names({ all }: { all: readonly string[] }) {
  if (all.length === 0) return <span className="text-muted">Nothing by name</span>;
  return (
    <ul className="flex max-h-60 flex-col overflow-y-auto font-mono text-sm">
      {all.map((one) => (
        <li key={one} className="break-all">
          {one}
        </li>
      ))}
    </ul>
  );
}
