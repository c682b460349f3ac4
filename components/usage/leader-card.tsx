import { Equal, TrendingDown, TrendingUp } from "lucide-react";
import { Card } from "@/components/ui/card";
import { shareWords } from "@/components/ui/number-words";
import type { UsageLeader } from "@/lib/usage/summary";
import { BarList } from "./bar-list";
import { type Change, countChange } from "./change-words";

const icons = { more: TrendingUp, less: TrendingDown, same: Equal };

/** What has most of the requests, each with a link to its own usage. */
export function LeaderCard<Id extends string>({
  title,
  leaders,
  hrefOf,
  mono,
  within,
  compared,
}: {
  title: string;
  leaders: UsageLeader<Id>[];
  hrefOf: (id: Id) => string;
  mono?: boolean;
  /** Whether the links only narrow this page. */
  within?: boolean;
  /** Whether what was before is known. */
  compared: boolean;
}) {
  return (
    <Card flush title={title}>
      <BarList
        label={title}
        empty="No requests."
        items={leaders.map(({ id, name, isGone, count, refused, before }) => ({
          id: id ?? "none",
          label: id ? (
            <span className={mono ? "font-mono text-[0.92em]" : undefined}>{name}</span>
          ) : (
            <span className="text-muted">{name}</span>
          ),
          count,
          href: id && !isGone ? hrefOf(id) : undefined,
          jumps: !within,
          aside: (
            <span className="flex items-center gap-3 text-muted text-xs">
              {refused > 0 && (
                <span className="text-bad">{shareWords(refused, count)} refused</span>
              )}
              {compared && <Trend change={countChange(count, before)} />}
            </span>
          ),
        }))}
      />
    </Card>
  );
}

function Trend({ change: { direction, words, short } }: { change: Change }) {
  const Icon = icons[direction];
  return (
    <span title={words} className="flex items-center gap-1 max-sm:hidden">
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{words}</span>
      <span aria-hidden className="tabular-nums">
        {short}
      </span>
    </span>
  );
}
