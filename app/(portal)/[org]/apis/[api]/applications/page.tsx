import { AppWindow, ChevronRight } from "lucide-react";
import Link from "next/link";
import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import type { PageInput } from "@/app/query";
import { ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";

export default async function CallersPage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { api } = await pageApi(org, slug);
  if (api.applicationList.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={<AppWindow aria-hidden />}
          title="No application may call it yet"
          action={<ButtonLink href={`/${org}/applications`}>Go to Apps</ButtonLink>}
        >
          Open an application and grant it endpoints of {api.name} under Connected APIs.
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card flush>
      <ul aria-label={`Applications that may call ${api.name}`}>
        {api.applicationList.map(({ id, name }) => (
          <li key={id} className="relative border-b last:border-0">
            <Link
              href={`/${org}/applications/${id}/apis`}
              className="flex min-h-11 items-center gap-2.5 px-5 py-2 hover:bg-bg"
            >
              <AppWindow aria-hidden className="size-4 shrink-0 text-muted" />
              <span className="min-w-0 flex-1 truncate font-medium">{name}</span>
              <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
