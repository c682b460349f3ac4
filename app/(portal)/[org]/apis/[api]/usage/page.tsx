import type { Metadata } from "next";
import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import { UsageView } from "@/app/(portal)/[org]/usage/usage-view";
import type { PageInput } from "@/app/query";
import { can } from "@/lib/access/authorize";

export async function generateMetadata({
  params,
}: Pick<PageInput<{ api: string }>, "params">): Promise<Metadata> {
  const { org, api } = await params;
  return { title: `Usage · ${(await pageApi(org, api)).api.name}` };
}

export default async function ApiUsagePage({ params, searchParams }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  const href = `/${org}/apis/${api.slug}`;
  return (
    <UsageView
      org={org}
      actor={actor}
      path={`${href}/usage`}
      asked={await searchParams}
      scope={{ api: api.id }}
      subject="a key for this API"
      api={slug}
      start={[{ href: `${href}/integrate`, label: "Integrate" }]}
      history={can(actor, "history.read")}
      choices={{
        applications: api.applicationList.map(({ id, name }) => ({ value: id, label: name })),
      }}
    />
  );
}
