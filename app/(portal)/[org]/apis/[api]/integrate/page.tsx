import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import type { PageInput } from "@/app/query";
import { Integrate } from "@/components/catalog/integrate";
import { can } from "@/lib/access/authorize";
import { env } from "@/lib/env";

export default async function IntegratePage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  return (
    <Integrate
      slug={api.slug}
      permission={api.permissionList.find((permission) => !permission.sensitive)?.name}
      gateUrl={env().GATE_PUBLIC_URL}
      tokensHref={can(actor, "token.edit") ? `/${org}/settings/tokens` : undefined}
    />
  );
}
