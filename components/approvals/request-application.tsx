import Link from "next/link";
import { Card } from "@/components/ui/card";
import { KeyValueList } from "@/components/ui/key-value-list";
import { RelativeTime } from "@/components/ui/relative-time";
import { StatusBadge } from "@/components/ui/status-badge";
import type { AccessRequestDetail } from "@/lib/approvals/summary";
import { environmentsInWords } from "./environment-words";

/** The application as it is now: what is given would be used by its keys. */
export function RequestApplication({
  slug,
  application: { id, name, status, baseUrl, ownerName, keys, lastUsedAt, grants, deleted },
}: {
  slug: string;
  application: AccessRequestDetail["application"];
}) {
  return (
    <Card
      title={
        deleted ? (
          name
        ) : (
          <Link href={`/${slug}/applications/${id}/apis`} className="hover:underline">
            {name}
          </Link>
        )
      }
      actions={deleted ? "Deleted" : <StatusBadge status={status} />}
    >
      <KeyValueList
        columns={1}
        items={[
          { label: "Owner", value: ownerName },
          { label: "Base URL", value: <span className="break-all">{baseUrl}</span> },
          { label: "Grants now", value: grants.toLocaleString("en") },
          {
            label: "Active keys",
            value: keys.active.toLocaleString("en"),
            hint: keys.active > 0 && `in ${environmentsInWords(keys.environments).toLowerCase()}`,
          },
          { label: "Last used", value: <RelativeTime value={lastUsedAt} /> },
        ]}
      />
    </Card>
  );
}
