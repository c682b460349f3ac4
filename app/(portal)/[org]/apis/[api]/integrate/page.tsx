import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import type { PageInput } from "@/app/query";
import { Integrate } from "@/components/catalog/integrate";
import { can } from "@/lib/access/authorize";
import { env } from "@/lib/env";
import { integrationSnippets } from "@/lib/integrate/snippets";

export default async function IntegratePage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  const { GATE_PUBLIC_URL: gateUrl } = env();
  const snippets = integrationSnippets({
    gateUrl,
    organization: org,
    api: api.slug,
    permission: api.permissionList.find((permission) => !permission.sensitive)?.name,
    host: new URL(api.baseUrl).hostname,
    upstream: "http://127.0.0.1:8080",
  });
  return (
    <Integrate
      snippets={snippets}
      gateUrl={gateUrl}
      tokensHref={can(actor, "token.edit") ? `/${org}/settings/tokens` : undefined}
    />
  );
}
