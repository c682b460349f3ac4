import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { CopyText } from "@/components/ui/copy-text";
import { KeyValueList } from "@/components/ui/key-value-list";
import { DateTime } from "@/components/ui/relative-time";
import { MaskedSecret } from "@/components/ui/secret-text";
import type { KeyListItem } from "@/lib/keys/summary";
import { kindLabels } from "./key-kind";
import { limitsDraftOf, limitWords } from "./limits";

/** What the key may, from where, how much and how long. */
export function KeyDetails({ item }: { item: KeyListItem }) {
  const secret = item.kind === "secret";
  return (
    <Card title="Restrictions and limits">
      <KeyValueList
        items={[
          {
            label: "Permissions",
            value: <List all={item.permissions} none="All that its application may" />,
          },
          ...(secret
            ? [
                {
                  label: "Allowed networks",
                  value: <List all={item.allowedNetworks} none="From anywhere" />,
                },
                {
                  label: "Allowed origins",
                  value: <List all={item.allowedOrigins} none="None is demanded" />,
                },
              ]
            : []),
          { label: "Limits", value: limitWords(limitsDraftOf(item)) },
          { label: "Expires", value: <DateTime value={item.expiresAt} /> },
          { label: "Not before", value: <DateTime value={item.notBefore} empty="At once" /> },
          { label: "Tags", value: <Tags all={item.tags} /> },
          { label: "Kind", value: kindLabels[item.kind] },
          { label: secret ? "Secret Key" : "Token", value: <MaskedSecret /> },
          { label: "Credential ID", value: <CopyText value={item.id} what="Credential ID" /> },
        ]}
      />
    </Card>
  );
}

function List({ all, none }: { all: readonly string[] | null; none: string }): ReactNode {
  if (all === null) return <span className="text-muted">{none}</span>;
  if (all.length === 0) return "None";
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

function Tags({ all }: { all: readonly string[] }): ReactNode {
  if (all.length === 0) return <span className="text-muted">None</span>;
  return (
    <span className="flex flex-wrap gap-1.5">
      {all.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
    </span>
  );
}
