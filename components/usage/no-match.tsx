import { SearchX } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** Where there are requests, but none of this time and these filters. */
export const NoMatch = ({
  isGone,
  links,
}: {
  /** Whether what is filtered by does not exist, or not any more. */
  isGone?: boolean;
  links: { href: string; label: string }[];
}) => (
  <section className="rounded-lg border border-line bg-surface">
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={isGone ? "Nothing matches these filters" : "No requests in this time"}
      action={links.map(({ href, label }) => (
        <ButtonLink key={href} href={href}>
          {label}
        </ButtonLink>
      ))}
    >
      {isGone
        ? "What is filtered by was deleted, or does not belong together."
        : "Choose a longer range, or fewer filters."}
    </EmptyState>
  </section>
);
