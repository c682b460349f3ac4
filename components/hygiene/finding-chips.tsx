"use client";

import Link from "next/link";
import { findingWords } from "@/components/policies/rule-words";
import { cn } from "@/components/ui/cn";
import { useQuery } from "@/components/ui/use-query";
import type { HygieneCounts } from "@/lib/hygiene/summary";
import { type FindingName, findingNames } from "@/lib/policies/rules";

/** What was found and in how many keys; each narrows the list. */
export function FindingChips({
  counts,
  chosen,
}: {
  counts: HygieneCounts;
  chosen: FindingName | undefined;
}) {
  const { href } = useQuery();
  const some = counts.keys - counts.clean;
  const chips = findingNames.filter((name) => counts.findings[name] > 0 || name === chosen);
  return (
    <nav aria-label="Findings">
      <ul className="flex flex-wrap gap-2">
        <Chip
          href={href({ finding: null, page: null })}
          label="All findings"
          count={some}
          isHere={chosen === undefined}
        />
        {chips.map((name) => (
          <Chip
            key={name}
            href={href({ finding: name, page: null })}
            label={findingWords[name].name}
            count={counts.findings[name]}
            isHere={chosen === name}
          />
        ))}
      </ul>
    </nav>
  );
}

function Chip({
  href,
  label,
  count,
  isHere,
}: {
  href: string;
  label: string;
  count: number;
  isHere: boolean;
}) {
  return (
    <li>
      <Link
        href={href}
        scroll={false}
        aria-current={isHere ? "true" : undefined}
        className={cn(
          "inline-flex h-8 items-center gap-2 whitespace-nowrap rounded-full border px-3 text-sm transition-colors pointer-coarse:h-10",
          isHere
            ? "border-accent bg-accent-soft font-medium"
            : "border-line bg-surface hover:border-line-strong",
        )}
      >
        {label}
        <span className="text-muted tabular-nums">{count.toLocaleString("en")}</span>
      </Link>
    </li>
  );
}
