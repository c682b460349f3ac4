import { ShieldCheck } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** What stands in the place of the list where nothing was found. */
export function InOrder({
  page,
  keys,
  all,
}: {
  /** The address of the page without filters. */
  page: string;
  /** How many keys were looked at. */
  keys: number;
  /** Whether any finding was looked for. */
  all: boolean;
}) {
  const icon = <ShieldCheck aria-hidden />;
  if (keys === 0)
    return (
      <EmptyState icon={icon} title="No keys to look at">
        Findings appear here as soon as there are keys that work, or could work again.
      </EmptyState>
    );
  if (!all)
    return (
      <EmptyState
        icon={icon}
        title="No key with this finding"
        action={<ButtonLink href={page}>Show all findings</ButtonLink>}
      />
    );
  return (
    <EmptyState icon={icon} title="Every key is in order">
      {keys === 1
        ? "It has an end, an owner who is here, and breaks no rule."
        : `All ${keys.toLocaleString("en")} have an end and owners who are here, and break no rule.`}
    </EmptyState>
  );
}
