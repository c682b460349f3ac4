import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import type { PageInput } from "@/app/query";
import { Integrate } from "@/components/catalog/integrate";
import { TryIt } from "@/components/catalog/try-it";
import { can } from "@/lib/access/authorize";
import { listEndpoints } from "@/lib/catalog/list-endpoints";
import { env } from "@/lib/env";
import { integrationSnippets, offlineSnippets } from "@/lib/integrate/snippets";
import { tryKeyAction } from "./actions";

export default async function IntegratePage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  const { GATE_PUBLIC_URL: gateUrl } = env();
  const place = {
    gateUrl,
    organization: org,
    api: api.slug,
    permission: api.permissionList.find((permission) => !permission.sensitive)?.name,
    host: new URL(api.baseUrl).hostname,
    upstream: "http://127.0.0.1:8080",
  };
  const { data: examples } = await listEndpoints(actor, api.id, { limit: 1 });
  return (
    <>
      <Integrate
        asking={integrationSnippets(place)}
        offline={offlineSnippets(place)}
        gateUrl={gateUrl}
        tokensHref={can(actor, "token.edit") ? `/${org}/settings/tokens` : undefined}
      />
      <TryIt
        permissions={api.permissionList}
        example={examples[0]}
        mayFix={can(actor, "grant.edit")}
        action={tryKeyAction.bind(null, org, api.id)}
      />
    </>
  );
}
