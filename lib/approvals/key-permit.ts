import { and, asc, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { accessRequests } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { RefusedError } from "@/lib/errors";
import type { ApplicationId, KeyId, MemberId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { needsApproval } from "@/lib/policies/expect";
import { loadRules } from "@/lib/policies/load-rules";
import { keyApprovalDays, type RequestRow } from "./summary";

/** The approval that a key is generated with; `spend` notes the key, which uses it up. */
export type KeyApproval = { id: RequestRow["id"] | null; spend: (key: KeyId) => Promise<void> };

const none: KeyApproval = { id: null, spend: async () => {} };

/**
 * The approval that lets the actor generate a key, held until the transaction ends: of several
 * transactions at once, one gets it. Where policy demands none of the actor it has no id. Throws 403
 * where one is needed and not there.
 */
export async function takeApproval(
  tx: Transaction,
  actor: Actor,
  application: { id: ApplicationId; name: string },
  environment: Environment,
): Promise<KeyApproval> {
  if (!(await mustAsk(tx, actor, application, environment))) return none;
  const [permit] = await tx
    .select({ id: accessRequests.id })
    .from(accessRequests)
    .where(and(asked(actor, application.id, environment), isGood))
    .orderBy(asc(accessRequests.decidedAt), asc(accessRequests.id))
    .limit(1)
    .for("update");
  if (!permit) {
    throw new RefusedError(
      actor,
      "key.create",
      `${word[environment]} keys of this organization need approval. Request it, and generate the key once an owner or admin has approved.`,
    );
  }
  return { id: permit.id, spend: (keyId) => noteKey(tx, actor, permit.id, keyId) };
}

const word: Record<Environment, string> = {
  development: "Development",
  staging: "Staging",
  production: "Production",
};

/**
 * Whether policy lets the actor generate such a key of the application only with an approval. Throws
 * 503 where the rules can't be understood.
 */
export async function mustAsk(
  tx: Transaction,
  actor: Actor,
  application: { id: ApplicationId },
  environment: Environment,
): Promise<boolean> {
  const { rules } = await loadRules(tx, actor.organizationId, application.id);
  return needsApproval(rules, actor, environment);
}

/** Their requests for such a key that are pending, or approved and neither used nor too old. */
export const openKeyRequests = (
  tx: Transaction,
  actor: Actor,
  applicationId: ApplicationId,
  environment: Environment,
): Promise<RequestRow[]> =>
  tx
    .select()
    .from(accessRequests)
    .where(
      and(
        asked(actor, applicationId, environment),
        or(eq(accessRequests.status, "pending"), isGood),
      ),
    )
    .orderBy(desc(accessRequests.createdAt))
    .limit(1);

const asked = (actor: Actor, applicationId: ApplicationId, environment: Environment) =>
  and(
    eq(accessRequests.orgId, actor.organizationId),
    eq(accessRequests.kind, "key"),
    eq(accessRequests.applicationId, applicationId),
    eq(accessRequests.environments, [environment]),
    eq(accessRequests.createdBy, actor.id as MemberId),
  );

const isGood = and(
  eq(accessRequests.status, "approved"),
  isNull(accessRequests.keyId),
  gt(accessRequests.decidedAt, sql`now() - make_interval(days => ${keyApprovalDays})`),
);

async function noteKey(tx: Transaction, actor: Actor, id: RequestRow["id"], keyId: KeyId) {
  await tx
    .update(accessRequests)
    .set({ keyId, revision: sql`${accessRequests.revision} + 1` })
    .where(and(eq(accessRequests.orgId, actor.organizationId), eq(accessRequests.id, id)));
}
