import { Card } from "@/components/ui/card";
import { exactNumber, shareWords } from "@/components/ui/number-words";
import type { UsageNetworks } from "@/lib/history/networks";
import { BarList } from "./bar-list";

/** Where the newest of the requests came from. */
export function NetworkCard({
  networks: { networks, of },
  hrefOf,
}: {
  networks: UsageNetworks;
  hrefOf: (network: string) => string;
}) {
  return (
    <Card
      flush
      title="Networks"
      description={of > 0 && `Of the newest ${exactNumber(of)} requests in the history`}
    >
      <BarList
        label="Networks"
        empty="The history has no requests of this time."
        items={networks.map(({ network, count, refused }) => ({
          id: network ?? "none",
          label: network ? (
            <span className="font-mono text-[0.92em]">{network}</span>
          ) : (
            <span className="text-muted">Not told</span>
          ),
          count,
          href: network ? hrefOf(network) : undefined,
          jumps: true,
          aside: refused > 0 && (
            <span className="text-bad text-xs">{shareWords(refused, count)} refused</span>
          ),
        }))}
      />
    </Card>
  );
}
