import { BellRing, CircleCheck, SearchCheck } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { findingWords } from "@/components/policies/rule-words";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { FiringAlert } from "@/lib/alerts/summary";
import { conditionWords } from "@/lib/alerts/words";
import type { HygieneDay } from "@/lib/hygiene/summary";
import { findingNames } from "@/lib/policies/rules";

const most = 10;

/** What somebody should look at: alerts that fire, and what was found in keys. */
export function Attention({
  org,
  alerts,
  hygiene,
}: {
  org: string;
  alerts: FiringAlert[];
  /** As it was noted last; null where it never was. */
  hygiene: HygieneDay | null;
}) {
  const found = findingNames.filter((name) => (hygiene?.findings[name] ?? 0) > 0);
  return (
    <Card
      flush
      title="Findings"
      description="What somebody should look at"
      actions={
        <ButtonLink href={`/${org}/keys/hygiene`} size="sm">
          Key hygiene
        </ButtonLink>
      }
    >
      <ul>
        {alerts.slice(0, most).map((alert) => (
          <Line
            key={alert.id}
            href={`/${org}/applications/${alert.applicationId}/alerts`}
            icon={<BellRing aria-hidden className="size-4 shrink-0 text-bad" />}
            label={`${alert.applicationName}: ${conditionWords(alert)}`}
          />
        ))}
        {alerts.length > most && (
          <li className="border-t px-5 py-2.5 text-muted text-sm">
            {alerts.length === most + 1
              ? "1 more alert fires."
              : `${alerts.length - most} more alerts fire.`}
          </li>
        )}
        {found.map((name) => (
          <Line
            key={name}
            href={`/${org}/keys/hygiene?finding=${name}`}
            icon={<SearchCheck aria-hidden className="size-4 shrink-0 text-warn" />}
            label={findingWords[name].name}
            aside={keysWord(hygiene?.findings[name] ?? 0)}
          />
        ))}
        {alerts.length + found.length === 0 && (
          <li className="flex items-center gap-3 border-t px-5 py-2.5 text-muted">
            <CircleCheck aria-hidden className="size-4 shrink-0 text-ok" />
            Nothing was found.
          </li>
        )}
      </ul>
    </Card>
  );
}

function Line({
  href,
  icon,
  label,
  aside,
}: {
  href: string;
  icon: ReactNode;
  label: string;
  aside?: string;
}) {
  return (
    <li className="relative flex items-center gap-3 border-t px-5 py-2.5 hover:bg-bg">
      {icon}
      <Link href={href} className="min-w-0 flex-1 truncate after:absolute after:inset-0">
        {label}
      </Link>
      {aside && <span className="text-muted text-sm tabular-nums">{aside}</span>}
    </li>
  );
}

const keysWord = (count: number) => (count === 1 ? "1 key" : `${count.toLocaleString("en")} keys`);
