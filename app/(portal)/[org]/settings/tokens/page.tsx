import { Server } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { pageActor } from "@/app/actor";
import { listOrder } from "@/app/list-order";
import { choiceParam, type PageInput, pageParam } from "@/app/query";
import { CreateTokenDialog } from "@/components/tokens/create-token-dialog";
import { TokenTable } from "@/components/tokens/token-table";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { can } from "@/lib/access/authorize";
import { listApis } from "@/lib/catalog/list-apis";
import { listTokens } from "@/lib/tokens/list";
import { createTokenAction, revokeTokenAction } from "./actions";

export const metadata: Metadata = { title: "Service tokens" };

const columns = ["name", "createdAt", "expiresAt", "lastUsedAt"] as const;
const sorts = columns.flatMap((name) => [name, `-${name}` as const]);
const Query = z.object({ page: pageParam, sort: choiceParam(sorts) });
const size = 50;

export default async function TokensPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  if (!can(actor, "token.read")) notFound();
  const { page, sort = "-createdAt" } = Query.parse(await searchParams);
  const mayEdit = can(actor, "token.edit");
  const [tokens, apis] = await Promise.all([
    listTokens(actor, {
      page,
      limit: size,
      ...listOrder(sort),
    }),
    listApis(actor, { limit: 100 }),
  ]);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-2xl text-muted">
          Credentials of machines that talk to Portcullis itself: a gateway that verifies keys, a
          pipeline that manages them. The{" "}
          <a className="text-accent underline underline-offset-2" href="/docs/api">
            API reference
          </a>{" "}
          says what they can ask.
        </p>
        {mayEdit && (
          <CreateTokenDialog
            apis={apis.data.map(({ slug, name }) => ({ slug, name }))}
            action={createTokenAction.bind(null, org)}
          />
        )}
      </div>
      <TokenTable
        tokens={tokens.data}
        sort={sort}
        revoke={mayEdit ? revokeTokenAction.bind(null, org) : undefined}
        empty={
          <EmptyState icon={<Server aria-hidden />} title="No service tokens yet">
            A gateway needs one to ask whether a key may call your API; a pipeline needs one to
            manage keys. It is shown once, when it is created.
          </EmptyState>
        }
      />
      <Pagination page={page} pageSize={size} total={tokens.total} />
    </>
  );
}
