import { Card } from "@/components/ui/card";
import type { KeyTraffic } from "@/lib/usage/key-traffic";
import { trafficWords } from "./traffic-words";

const height = (count: number, most: number) => `${(count / most) * 100}%`;

/** What was asked of the key in the last hour, by outcome. */
export function TrafficCard({ traffic }: { traffic: KeyTraffic }) {
  const { minutes, outcomes, total } = traffic;
  const most = Math.max(1, ...minutes.map(({ valid, refused }) => valid + refused));
  return (
    <Card title="Last hour" description={`${trafficWords(traffic)}.`}>
      {total > 0 && (
        <>
          <div
            role="img"
            aria-label={`Requests minute by minute: ${trafficWords(traffic)}, at most ${most} in a minute.`}
            className="flex h-24 items-end gap-px border-b"
          >
            {minutes.map(({ at, valid, refused }) => (
              <div
                key={at}
                title={`${valid} valid, ${refused} refused`}
                className="flex h-full min-w-0 flex-1 flex-col justify-end"
              >
                <div className="rounded-t-[1px] bg-bad" style={{ height: height(refused, most) }} />
                <div className="bg-ok" style={{ height: height(valid, most) }} />
              </div>
            ))}
          </div>
          <p className="mt-1 flex justify-between text-muted text-xs">
            <span>1 hour ago</span>
            <span>Now</span>
          </p>
          <table className="mt-3 w-full text-sm">
            <caption className="sr-only">Requests of the last hour by outcome</caption>
            <thead className="sr-only">
              <tr>
                <th scope="col">Outcome</th>
                <th scope="col">Requests</th>
              </tr>
            </thead>
            <tbody>
              {outcomes.map(({ outcome, count }) => (
                <tr key={outcome} className="border-t first:border-0">
                  <td className="py-1.5">
                    <span
                      aria-hidden
                      className={`mr-2 inline-block size-2 rounded-full ${outcome === "VALID" ? "bg-ok" : "bg-bad"}`}
                    />
                    <code className="font-mono text-[0.92em]">{outcome}</code>
                  </td>
                  <td className="py-1.5 text-right tabular-nums">
                    {count.toLocaleString("en-US")}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </Card>
  );
}
