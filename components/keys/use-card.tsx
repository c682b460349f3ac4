import { Card } from "@/components/ui/card";
import { KeyValueList } from "@/components/ui/key-value-list";
import { DateTime, RelativeTime } from "@/components/ui/relative-time";
import type { KeyNetwork } from "@/lib/keys/list-networks";
import type { KeyListItem } from "@/lib/keys/summary";

/** When, from where and at which gate the key was used. */
export function UseCard({ item, networks }: { item: KeyListItem; networks: KeyNetwork[] }) {
  return (
    <Card title="Use">
      <div className="flex flex-col gap-4">
        <KeyValueList
          columns={1}
          items={[
            {
              label: "Last used",
              value: <RelativeTime value={item.lastUsedAt} />,
              hint: item.kind === "jwt" && "At a gate; checks offline are not seen.",
            },
            ...(item.lastUsedAt
              ? [
                  { label: "From network", value: mono(item.lastUsedNetwork) },
                  { label: "At gate", value: mono(item.lastUsedGate) },
                ]
              : []),
          ]}
        />
        {networks.length > 0 && (
          <table className="w-full text-sm">
            <caption className="mb-1 text-left text-muted text-sm">
              {networks.length === 1 ? "1 network seen" : `${networks.length} networks seen`}
            </caption>
            <thead className="sr-only">
              <tr>
                <th scope="col">Network</th>
                <th scope="col">First seen</th>
                <th scope="col">Last seen</th>
              </tr>
            </thead>
            <tbody>
              {networks.map(({ network, firstSeenAt, lastSeenAt }) => (
                <tr key={network} className="border-t">
                  <td className="break-all py-1.5 font-mono text-[0.92em]">{network}</td>
                  <td className="py-1.5 pl-2 text-right text-muted">
                    since <DateTime value={firstSeenAt} dateOnly />
                  </td>
                  <td className="py-1.5 pl-2 text-right">
                    <RelativeTime value={lastSeenAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Card>
  );
}

const mono = (text: string | null) =>
  text ? (
    <code className="font-mono text-[0.92em]">{text}</code>
  ) : (
    <span className="text-muted">Unknown</span>
  );
