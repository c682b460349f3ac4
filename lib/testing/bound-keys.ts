import { and, eq } from "drizzle-orm";
import { keyPolicies, keys, policyExceptions, policyReminders } from "@/db/schema";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { createApplication } from "@/lib/applications/create";
import { type ApplicationId, type KeyId, newId } from "@/lib/ids";
import { getKey } from "@/lib/keys/get";
import { listNotifications } from "@/lib/notifications/list";
import { enforceIn } from "@/lib/policies/enforce";
import { wholeOrganization } from "@/lib/policies/load-rules";
import type { EnforcedFrom, RuleName } from "@/lib/policies/rules";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";

export const dayMs = 86_400_000;
export const inDays = (days: number, ms = 0) => new Date(Date.now() + days * dayMs + ms);

type Rules = { rules: object; enforcedFrom?: EnforcedFrom };

/** An organization with an application of the developer's and keys that rules can bind. */
export async function mintBound(own: Rules = { rules: {} }) {
  const organization = await mintOrganization();
  const { developer, owner } = organization;
  const crm = await createApplication(developer, { name: "CRM", baseUrl: "https://crm.example" });
  const alter = (id: KeyId, changes: object) =>
    transact(owner, (tx) =>
      tx
        .update(keys)
        .set(changes)
        .where(and(eq(keys.orgId, organization.id), eq(keys.id, id))),
    );
  const rule = (applicationId: ApplicationId, { rules, enforcedFrom = {} }: Rules) =>
    transact(owner, async (tx) => {
      const row = { rules, enforcedFrom, updatedBy: owner.id };
      await tx
        .insert(keyPolicies)
        .values({ orgId: organization.id, applicationId, ...row })
        .onConflictDoUpdate({ target: [keyPolicies.orgId, keyPolicies.applicationId], set: row });
    });
  const except = (keyId: KeyId, name: RuleName, until: Date) =>
    transact(owner, (tx) =>
      tx
        .insert(policyExceptions)
        .values({
          orgId: organization.id,
          keyId,
          rule: name,
          until,
          reason: "Moving",
          createdBy: owner.id,
        })
        .onConflictDoUpdate({
          target: [policyExceptions.orgId, policyExceptions.keyId, policyExceptions.rule],
          set: { until },
        }),
    );
  /** As from a time when no rule was set. */
  const make = async (name: string, changes: object = {}) => {
    const id = newId("key");
    await transact(owner, (tx) =>
      tx.insert(keys).values({
        orgId: organization.id,
        id,
        applicationId: crm.id,
        name,
        environment: "production",
        sharedKey: id,
        hash: Buffer.from(id),
        ownerId: developer.id,
        createdBy: developer.id,
        ...changes,
      }),
    );
    return id;
  };
  const statusOf = async (id: KeyId) => (await getKey(owner, id)).status;
  const enforced = () => enforceIn(organization.id);
  await rule(wholeOrganization, own);
  return { ...organization, organization, crm, alter, rule, except, make, statusOf, enforced };
}

export type Bound = Awaited<ReturnType<typeof mintBound>>;

export const told = async (member: MemberActor) =>
  (await listNotifications(member, {})).data.map(({ kind, facts }) => ({ kind, facts }));

/** What the job has done, as the log tells it. */
export const done = async ({ organization }: Bound) =>
  (await auditOf(organization)).filter(({ actorKind }) => actorKind === "system");

export const reminders = ({ organization, owner }: Bound) =>
  transact(owner, (tx) =>
    tx.select().from(policyReminders).where(eq(policyReminders.orgId, organization.id)),
  );
