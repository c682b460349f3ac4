"use client";

import { Boxes, Pencil, Search } from "lucide-react";
import { useState } from "react";
import { RequestAccessDialog } from "@/components/approvals/request-access-dialog";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { confirmed } from "@/components/ui/confirm-result";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { toast } from "@/components/ui/toast";
import { useQuery } from "@/components/ui/use-query";
import type { CatalogApi } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import type { OpenedEndpoint } from "@/lib/grants/opened";
import type { GrantList, GrantSummary } from "@/lib/grants/summary";
import type { Environment } from "@/lib/keys/format";
import { EditGrantsDialog, type RequestAction } from "./edit-grants-dialog";
import { GrantCards } from "./grant-list";
import { nameOf } from "./grant-row";
import { type GrantWish, selectionOf, wishesOf } from "./selection";

/** What the page lets the viewer do; what is missing they may not. */
export type GrantActions = {
  load: () => Promise<FormResult<CatalogApi[]>>;
  replace: (input: unknown) => Promise<FormResult<GrantList>>;
  remove: (grant: string) => Promise<FormResult<null>>;
  /** For who may not give everything themself. */
  request?: RequestAction | undefined;
  /** For who may. */
  approve?: ((grant: string) => Promise<FormResult<null>>) | undefined;
};

type Asked = { grants: GrantWish[]; environments?: readonly Environment[] };

/** Few enough to be seen without a search. */
const few = 8;

export function ConnectedApis({
  slug,
  application,
  grants,
  opened,
  actions,
  preselect,
  ask,
}: {
  slug: string;
  application: { id: string; name: string };
  grants: GrantSummary[];
  opened: OpenedEndpoint[];
  actions?: GrantActions | undefined;
  /** From the address: opens the dialog with that ticked, or the one that asks for it. */
  preselect?: string | undefined;
  ask?: string | undefined;
}) {
  const { set } = useQuery();
  const [editing, setEditing] = useState(preselect !== undefined);
  const [asked, setAsked] = useState<Asked | undefined>(() =>
    ask === undefined ? undefined : { grants: wishesOf(new Set([ask])) },
  );
  const [removing, setRemoving] = useState<GrantSummary>();
  const [approving, setApproving] = useState<GrantSummary>();
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = grants.filter((grant) => words.every((word) => searchable(grant).includes(word)));
  const { request, approve } = actions ?? {};

  function close() {
    setEditing(false);
    setAsked(undefined);
    if (preselect !== undefined || ask !== undefined)
      set({ grant: null, request: null }, { replace: true });
  }

  const manage = actions && (
    <Button
      variant={grants.length > 0 ? "secondary" : "primary"}
      icon={<Pencil />}
      onClick={() => setEditing(true)}
    >
      Manage permissions
    </Button>
  );
  return (
    <>
      {grants.length === 0 ? (
        <EmptyState icon={<Boxes aria-hidden />} title="No API connected" action={manage}>
          {application.name} has no grants: its keys prove who calls, and may call nothing.
        </EmptyState>
      ) : (
        <>
          <div className="flex flex-wrap items-center justify-between gap-3">
            {grants.length > few ? (
              <Filter text={text} onChange={setText} />
            ) : (
              <p className="text-muted">What {application.name} may call, and who granted it.</p>
            )}
            {manage}
          </div>
          {shown.length === 0 && <EmptyState title="No grant matches">Try other words.</EmptyState>}
          <GrantCards
            slug={slug}
            grants={shown}
            opened={opened}
            onRemove={actions && setRemoving}
            onApprove={approve && setApproving}
            onRequest={
              request &&
              ((grant) =>
                setAsked({
                  grants: wishesOf(selectionOf([grant])),
                  environments: grant.closedToDevelopers,
                }))
            }
          />
        </>
      )}
      {actions && (
        <EditGrantsDialog
          open={editing}
          onOpenChange={(open) => (open ? setEditing(true) : close())}
          application={application}
          grants={grants}
          preselect={preselect}
          maySensitive={!request}
          load={actions.load}
          replace={actions.replace}
          request={request}
        />
      )}
      {request && asked && (
        <RequestAccessDialog
          open
          onOpenChange={(open) => open || close()}
          application={application}
          grants={asked.grants}
          environments={asked.environments}
          action={request}
        />
      )}
      {approve && approving && (
        <ConfirmDialog
          open
          onOpenChange={(open) => open || setApproving(undefined)}
          title={`Approve ${nameOf(approving)}?`}
          consequence={`Keys of ${application.name} that developers own may then use it, in every environment.`}
          confirmLabel="Approve"
          tone="primary"
          onConfirm={async () => {
            const result = await approve(approving.id);
            if (result.ok) toast({ title: `${nameOf(approving)} approved` });
            return confirmed(result);
          }}
        />
      )}
      {actions && removing && (
        <ConfirmDialog
          open
          onOpenChange={(open) => open || setRemoving(undefined)}
          title={`Remove ${nameOf(removing)}?`}
          consequence={`The keys of ${application.name} are refused it from the next request on.`}
          confirmLabel="Remove grant"
          onConfirm={async () => {
            const result = await actions.remove(removing.id);
            if (result.ok) toast({ title: `${nameOf(removing)} removed` });
            return confirmed(result);
          }}
        />
      )}
    </>
  );
}

function Filter({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <search className="relative min-w-0 flex-1 basis-56 sm:max-w-80">
      <Search
        aria-hidden
        className="pointer-events-none absolute inset-y-0 left-3 z-10 my-auto size-4 text-muted"
      />
      <Input
        type="search"
        aria-label="Search grants"
        placeholder="Permission, path, who, why"
        value={text}
        onChange={(event) => onChange(event.target.value)}
        className="pl-9"
      />
    </search>
  );
}

const searchable = (grant: GrantSummary): string =>
  [
    grant.api.name,
    nameOf(grant),
    grant.endpoint?.permission,
    grant.createdByName,
    grant.reason,
    grant.sensitive && "sensitive",
    grant.endpoint?.deprecated && "deprecated",
  ]
    .filter(Boolean)
    .join(" ")
    .toLowerCase();
