import { KeyRound } from "lucide-react";
import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import { generateKeyAction } from "@/app/(portal)/[org]/applications/actions";
import { keyApprovals } from "@/app/(portal)/[org]/keys/approvals";
import { keyActions } from "@/app/(portal)/[org]/keys/bound-actions";
import { keyQuery, size } from "@/app/(portal)/[org]/keys/query";
import { keyRows } from "@/app/(portal)/[org]/keys/rows";
import { keySetting } from "@/app/(portal)/[org]/keys/setting";
import type { PageInput } from "@/app/query";
import { GenerateKeyDialog } from "@/components/keys/generate-key-dialog";
import { KeyFilters } from "@/components/keys/key-filters";
import { KeyTable } from "@/components/keys/key-table";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Notice } from "@/components/ui/notice";
import { Pagination } from "@/components/ui/pagination";
import { canOn } from "@/lib/access/authorize";
import { env } from "@/lib/env";
import { listKeys } from "@/lib/keys/list";

export default async function ApplicationKeysPage({
  params,
  searchParams,
}: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  const { query, sort, page, filtered } = keyQuery(await searchParams);
  const mayCreate = canOn(actor, "key.create", application);
  const [keys, setting, approvals] = await Promise.all([
    listKeys(actor, { ...query, application: id }),
    keySetting(actor, application),
    mayCreate ? keyApprovals(org, actor, application.id) : undefined,
  ]);
  const active = application.status === "active";
  const generate = mayCreate && active && (
    <GenerateKeyDialog
      slug={org}
      application={application.name}
      gateUrl={env().GATE_PUBLIC_URL}
      setting={setting}
      approvals={approvals}
      generate={generateKeyAction.bind(null, org, id)}
    />
  );
  const none = keys.total === 0 && !filtered;

  return (
    <>
      {!active && (
        <Notice tone="warn" title="The application is inactive">
          Its keys are refused until it is activated again.
        </Notice>
      )}
      {/* Always here: a dialog that moved with the first key would lose its secret. */}
      <div className="flex flex-wrap items-start justify-end gap-2">
        {!none && (
          <div className="mr-auto min-w-0">
            <KeyFilters />
          </div>
        )}
        {generate}
      </div>
      <KeyTable
        oneApplication
        slug={org}
        gateUrl={env().GATE_PUBLIC_URL}
        rows={keyRows(org, actor, keys.data, () => mayCreate)}
        sort={sort}
        actions={keyActions(org)}
        empty={
          <EmptyState
            icon={<KeyRound aria-hidden />}
            title={none ? "No keys yet" : "No key matches"}
            action={
              !none && (
                <ButtonLink href={`/${org}/applications/${id}/keys`}>Show all keys</ButtonLink>
              )
            }
          >
            {none &&
              "A key is for one environment. Its secret is shown once, when it is generated."}
          </EmptyState>
        }
      />
      {keys.data.length > 0 && <Pagination page={page} pageSize={size} total={keys.total} />}
    </>
  );
}
