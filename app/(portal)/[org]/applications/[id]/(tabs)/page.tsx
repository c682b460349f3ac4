import { pageApplication } from "@/app/(portal)/[org]/applications/[id]/application";
import type { PageInput } from "@/app/query";
import { ApplicationStart } from "@/components/applications/application-start";
import { endsSoon } from "@/components/keys/expiry";
import { Notice } from "@/components/ui/notice";
import { RelativeTime } from "@/components/ui/relative-time";
import { Stat } from "@/components/ui/stat";
import { TrafficStats } from "@/components/usage/traffic-stats";
import { applicationImpact } from "@/lib/applications/impact";
import { env } from "@/lib/env";
import { listGrants } from "@/lib/grants/list";
import { usageReport } from "@/lib/usage/report";

export default async function ApplicationPage({ params }: PageInput<{ id: string }>) {
  const { org, id } = await params;
  const { actor, application } = await pageApplication(org, id);
  const [{ activeKeys }, { grants }, usage] = await Promise.all([
    applicationImpact(actor, id),
    listGrants(actor, id),
    usageReport(actor, { range: "24h", application: id }),
  ]);
  const now = Date.now();
  const href = `/${org}/applications/${id}`;
  const expiring = activeKeys.filter((key) => endsSoon(key.expiresAt, now)).length;
  const { lastUsedAt, keys, status } = application;
  return (
    <>
      {status === "inactive" && (
        <Notice tone="warn" title="The application is inactive">
          Its keys are refused until it is activated again.
        </Notice>
      )}
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-3">
        <TrafficStats href={`${href}/usage`} usage={usage} />
        <Stat
          label="Active keys"
          value={keys.active}
          hint={`of ${keys.total}`}
          href={`${href}/keys`}
        />
        <Stat
          label="Expiring"
          value={expiring}
          hint="within 7 days"
          tone={expiring > 0 ? "warn" : undefined}
          href={`${href}/keys?status=expiring&sort=expiresAt`}
        />
        <Stat
          label="Connected APIs"
          value={new Set(grants.map((grant) => grant.api.id)).size}
          hint={grants.length === 1 ? "1 grant" : `${grants.length} grants`}
          href={`${href}/apis`}
        />
        <Stat
          label="Last used"
          value={
            <span className="text-xl">
              <RelativeTime value={lastUsedAt} />
            </span>
          }
        />
      </div>
      <ApplicationStart
        href={href}
        gateUrl={env().GATE_PUBLIC_URL}
        has={{ key: keys.total > 0, grant: grants.length > 0, request: lastUsedAt !== null }}
      />
    </>
  );
}
