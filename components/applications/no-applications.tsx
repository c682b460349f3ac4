import { LayoutGrid, SearchX } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

const steps = [
  ["Register", "Name the service that will call, and where it lives."],
  ["Grant", "Choose the endpoints that it needs, and no more."],
  ["Get a key", "Copy it once, and make the first call."],
] as const;

export function NoApplications({
  slug,
  filtered,
  mayCreate,
}: {
  slug: string;
  filtered: boolean;
  mayCreate: boolean;
}) {
  if (filtered)
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="No application matches"
        action={<ButtonLink href={`/${slug}/applications`}>Show all applications</ButtonLink>}
      >
        Search for less, or clear the filters.
      </EmptyState>
    );
  return (
    <div className="rounded-lg border border-line bg-surface">
      <EmptyState
        icon={<LayoutGrid aria-hidden />}
        title="Connect your first application"
        action={
          mayCreate && (
            <ButtonLink href={`/${slug}/applications/new`} variant="primary">
              New App
            </ButtonLink>
          )
        }
      >
        {mayCreate
          ? "A key in under a minute, in three steps."
          : "There is none yet. Owners, admins and developers register applications."}
      </EmptyState>
      {mayCreate && (
        <ol className="grid border-t sm:grid-cols-3 sm:divide-x sm:divide-line">
          {steps.map(([title, words], index) => (
            <li key={title} className="flex gap-3 p-5">
              <span className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-soft font-medium text-accent text-xs">
                {index + 1}
              </span>
              <span>
                <span className="block font-medium">{title}</span>
                <span className="text-muted text-sm">{words}</span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}
