import type { MemberActor } from "@/lib/access/actor";
import type { ApplicationId } from "@/lib/ids";
import { listKeys } from "@/lib/keys/list";
import { exceptKey } from "@/lib/policies/except-key";
import { setApplicationRules } from "@/lib/policies/override";
import { setPolicies } from "@/lib/policies/set";

const rules = {
  maxLifetimeDays: { production: 365 },
  maxActiveKeys: { production: 5 },
  disableIdleDays: 180,
  revokeDisabledDays: 90,
};

const override = {
  application: "Partner Portal",
  rules: { maxLifetimeDays: { production: 180 }, networksRequired: { production: true } },
};

const exception = {
  application: "Warehouse Sync",
  rule: "never",
  days: 75,
  reason: "Its scheduler can't rotate keys before the new release in spring.",
};

/** What the organization demands since the leak: it gives those who break it some weeks. */
export async function demand(
  owner: MemberActor,
  applications: ReadonlyMap<string, ApplicationId>,
): Promise<void> {
  const ahead = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  await setPolicies(owner, { rules, enforceFrom: ahead(24) });
  const { application, ...wish } = override;
  const strict = { ...wish, enforceFrom: ahead(10) };
  await setApplicationRules(owner, applications.get(application), strict);
  const { rule, days, reason } = exception;
  const { data } = await listKeys(owner, { application: applications.get(exception.application) });
  for (const { id } of data) await exceptKey(owner, id, { rule, until: ahead(days), reason });
}
