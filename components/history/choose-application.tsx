import { Activity } from "lucide-react";
import Link from "next/link";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { SelectOption } from "@/components/ui/select";

/** For whom may read the history of their own applications: of which. */
export function ChooseApplication({
  slug,
  applications,
}: {
  slug: string;
  applications: SelectOption[];
}) {
  if (applications.length === 0) {
    return (
      <div className="rounded-lg border border-line bg-surface">
        <EmptyState icon={<Activity aria-hidden />} title="You own no application yet">
          You read the access history of the applications that you own or maintain.
        </EmptyState>
      </div>
    );
  }
  return (
    <Card
      title="Choose an application"
      description="You read the access history of those that you own or maintain."
      flush
    >
      <ul className="divide-y divide-line border-t">
        {applications.map(({ value, label }) => (
          <li key={value}>
            <Link
              href={`/${slug}/applications/${value}/history`}
              className="flex min-h-10 items-center px-5 py-2 font-medium hover:bg-bg"
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
