import Link from "next/link";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Count } from "@/components/ui/count";
import { countChange } from "@/components/usage/change-words";
import type { Mover } from "@/lib/usage/movers";

/** The applications whose requests changed most since yesterday. */
export function Movers({ org, movers }: { org: string; movers: Mover[] }) {
  return (
    <Card
      flush
      title="Top movers"
      description="Requests of the last 24 hours against the 24 before"
      actions={
        <ButtonLink href={`/${org}/usage`} size="sm">
          Usage
        </ButtonLink>
      }
    >
      <ul>
        {movers.map(({ id, name, isGone, count, before }) => (
          <li
            key={id ?? "unknown"}
            className="relative flex items-baseline gap-3 border-t px-5 py-2.5 has-[a]:hover:bg-bg"
          >
            <span className="min-w-0 flex-1 truncate font-medium">
              {id && !isGone ? (
                <Link
                  href={`/${org}/applications/${id}/usage`}
                  className="after:absolute after:inset-0"
                >
                  {name}
                </Link>
              ) : (
                <span className="text-muted">{name}</span>
              )}
            </span>
            <span className="text-muted text-sm">{countChange(count, before).words}</span>
            <span className="w-12 text-right font-medium">
              <Count value={count} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
