import type { Metadata } from "next";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import { apiChoices } from "@/app/(portal)/[org]/usage/choices";
import { UsageView } from "@/app/(portal)/[org]/usage/usage-view";
import type { PageInput } from "@/app/query";
import { canOn } from "@/lib/access/authorize";

export const metadata: Metadata = { title: "Usage" };

export default async function ApplicationUsagePage({
  params,
  searchParams,
}: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  const href = `/${org}/applications/${id}`;
  return (
    <UsageView
      org={org}
      actor={actor}
      path={`${href}/usage`}
      asked={await searchParams}
      scope={{ application: application.id }}
      subject="a key of this application"
      start={[
        { href: `${href}/keys`, label: "Its keys" },
        { href: `${href}/apis`, label: "Connect an API" },
      ]}
      history={canOn(actor, "history.read", application)}
      choices={{ apis: await apiChoices(actor) }}
    />
  );
}
