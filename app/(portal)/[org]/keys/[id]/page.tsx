import { ScrollText } from "lucide-react";
import type { Metadata } from "next";
import { Suspense } from "react";
import { keyActions } from "@/app/(portal)/[org]/keys/bound-actions";
import { managedKey } from "@/app/(portal)/[org]/keys/rows";
import { exceptKeyAction } from "@/app/(portal)/[org]/policies/actions";
import { UsageView } from "@/app/(portal)/[org]/usage/usage-view";
import { choiceParam, type PageInput, pageParam } from "@/app/query";
import { QuotaCard } from "@/components/alerts/quota-card";
import { AuditTable } from "@/components/audit/audit-table";
import { KeyDetails } from "@/components/keys/key-details";
import { KeyHead } from "@/components/keys/key-head";
import { keyDoings } from "@/components/keys/key-state";
import { PolicyCard } from "@/components/keys/policy-card";
import { RotationCard } from "@/components/keys/rotation-card";
import { TokenCard } from "@/components/keys/token-card";
import { UseCard } from "@/components/keys/use-card";
import { Breadcrumbs } from "@/components/ui/breadcrumbs";
import { EmptyState } from "@/components/ui/empty-state";
import { UsageSkeleton } from "@/components/usage/usage-skeleton";
import { can, canOn } from "@/lib/access/authorize";
import { keyQuotaUse } from "@/lib/alerts/quota-use";
import { listAuditEvents } from "@/lib/audit/list";
import { env } from "@/lib/env";
import { getKeyToken } from "@/lib/keys/get-token";
import { keyNetworks } from "@/lib/keys/list-networks";
import { isOver } from "@/lib/keys/state";
import { getActorNames } from "@/lib/members/get-names";
import { judgeKey } from "@/lib/policies/judge";
import { pageKey, rotationOf } from "./key";

type Input = PageInput<{ id: string }>;

export async function generateMetadata({ params }: Pick<Input, "params">): Promise<Metadata> {
  const { org, id } = await params;
  return { title: (await pageKey(org, id)).key.name };
}

const size = 20;

export default async function KeyPage({ params, searchParams }: Input) {
  const { org, id } = await params;
  const asked = await searchParams;
  const { actor, key, application } = await pageKey(org, id);
  const page = pageParam.parse(asked.page);
  const stopper = key.status === "revoked" ? key.revokedBy : key.statusBy;
  const mayAudit = canOn(actor, "audit.read", application);
  const [{ rules, breaches }, networks, quota, names, rotation, token, events] = await Promise.all([
    judgeKey(actor, id),
    keyNetworks(actor, id),
    key.quota && !isOver(key.status) ? keyQuotaUse(actor, id) : null,
    getActorNames(actor, [stopper]),
    rotationOf(actor, key),
    key.kind === "jwt" ? getKeyToken(actor, id) : null,
    mayAudit &&
      listAuditEvents(actor, { application: application.id, target: id, page, limit: size }),
  ]);
  const item = managedKey(actor, key, canOn(actor, "key.create", application));
  const actions = keyActions(org);

  return (
    <>
      <Breadcrumbs items={[{ label: key.name }]} />
      <KeyHead
        slug={org}
        gateUrl={env().GATE_PUBLIC_URL}
        item={item}
        applicationActive={application.status === "active"}
        breaches={breaches}
        stoppedBy={stopper ? names.get(stopper) : undefined}
        actions={actions}
        except={can(actor, "policy.except") ? exceptKeyAction.bind(null, org) : undefined}
        wish={choiceParam(keyDoings).parse(asked.do)}
      />
      <RotationCard
        slug={org}
        rotation={rotation}
        shown={key.id}
        may={item.may.revoke}
        mayUndo={item.may.rotate && item.kind !== "jwt"}
        actions={actions}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="flex min-w-0 flex-col gap-6">
          {token && <TokenCard token={token} />}
          <KeyDetails item={key} />
        </div>
        <div className="flex min-w-0 flex-col gap-6">
          {quota && <QuotaCard use={quota} />}
          <UseCard item={key} networks={networks} />
          <PolicyCard slug={org} rules={rules} item={key} />
        </div>
      </div>
      <section aria-labelledby="usage-title" className="flex flex-col gap-6">
        <h2 id="usage-title" className="font-semibold text-lg">
          Usage
        </h2>
        <Suspense fallback={<UsageSkeleton />}>
          <UsageView
            org={org}
            actor={actor}
            path={`/${org}/keys/${key.id}`}
            asked={asked}
            scope={{ key: key.id }}
            subject="this key"
            start={[{ href: `/${org}/apis`, label: "Integrate an API" }]}
            history={canOn(actor, "history.read", application)}
          />
        </Suspense>
      </section>
      {events && (
        <section className="flex flex-col gap-3">
          <h2 className="font-semibold">Audit trail</h2>
          <AuditTable
            page={events}
            number={page}
            size={size}
            empty={
              <EmptyState icon={<ScrollText aria-hidden />} title="No events on this page">
                Every change to the key is written here the moment it happens.
              </EmptyState>
            }
          />
        </section>
      )}
    </>
  );
}
