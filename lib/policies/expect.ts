import { and, eq, isNull, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { canEverywhere } from "@/lib/access/authorize";
import { AppError, type FieldError } from "@/lib/errors";
import type { ApplicationId, KeyId } from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";
import { statusNow } from "@/lib/keys/status";
import { iso } from "@/lib/keys/summary";
import { breachesOf, dayMs, type KeyFacts } from "./breaches";
import { exceptionsOf } from "./exceptions";
import { loadRules } from "./load-rules";
import type { Breach, RuleName, Rules } from "./rules";

/** What is done to a key: by this it is decided which rules bind it. */
export type KeyChange =
  | { kind: "create" }
  /** `id`: of the key that the new one replaces. */
  | { kind: "rotate"; id: KeyId }
  /** `before`: what it was like; what is not edited is no reason to refuse. */
  | { kind: "edit"; id: KeyId; before: KeyFacts }
  | { kind: "enable"; id: KeyId };

type Refusal = { rule: string; error: FieldError };

/**
 * Throws 422 with each rule that the key would break as `facts` say, at the field that breaks it:
 * `path` is where the fields stand. A new key obeys every rule at once, one that is enabled those
 * that it would be stopped for; exceptions count. Of many at once no more are made or enabled than
 * the number of active keys allows: the transaction holds the others up until it ends.
 */
export async function expectKeyMay(
  tx: Transaction,
  actor: Actor,
  application: { id: ApplicationId; name: string },
  facts: KeyFacts,
  path = "",
  change: KeyChange = { kind: "create" },
): Promise<void> {
  if (change.kind === "edit" && !edited.some((field) => differs(field, facts, change.before))) {
    return;
  }
  const { rules, enforcedFrom } = await loadRules(tx, actor.organizationId, application.id);
  const now = new Date();
  const exceptions =
    change.kind === "create" ? [] : await exceptionsOf(tx, actor.organizationId, change.id, now);
  const judged: KeyFacts = { ...facts, status: "active" };
  const refused = breachesOf(judged, rules, enforcedFrom, exceptions, now)
    .filter((breach) => binds(breach, change, facts, now))
    .map((breach) => refusal(breach, rules, facts, path, change.kind));
  if (change.kind === "create" || change.kind === "enable") {
    const id = change.kind === "enable" ? change.id : null;
    const full = await tooMany(tx, actor, application, facts.environment, rules, id);
    if (full) refused.push({ rule: "active keys", error: at(path, "environment", full) });
  }
  if (refused.length === 0) return;
  const [first, ...more] = refused;
  const named = [...new Set(refused.map(({ rule }) => rule))].join(", ");
  throw new AppError(
    "INVALID",
    first && more.length === 0
      ? `Policy (${named}): ${first.error.message}`
      : `Policy does not allow this key (${named}).`,
    { errors: refused.map(({ error }) => error) },
  );
}

/** Whether policy lets the actor make such a key only with an approval. */
export const needsApproval = (rules: Rules, actor: Actor, environment: Environment): boolean =>
  rules.approvalRequired[environment] && !canEverywhere(actor, "key.create");

const fields: Record<RuleName, keyof KeyFacts> = {
  lifetime: "expiresAt",
  never: "expiresAt",
  rotation: "createdAt",
  kind: "kind",
  networks: "allowedNetworks",
  idle: "lastUsedAt",
};

function binds(breach: Breach, change: KeyChange, facts: KeyFacts, now: Date): boolean {
  if (breach.exceptUntil !== null || breach.breaksAt !== null) return false;
  if (change.kind === "enable")
    return breach.dueAt !== null && Date.parse(breach.dueAt) <= now.getTime();
  if (change.kind !== "edit") return true;
  return differs(fields[breach.rule], facts, change.before);
}

/** What a rule is about and an edit can change. */
const edited = ["expiresAt", "allowedNetworks"] as const;

const differs = (field: keyof KeyFacts, a: KeyFacts, b: KeyFacts) =>
  JSON.stringify(a[field]) !== JSON.stringify(b[field]);

const at = (path: string, field: string, message: string): FieldError => ({
  path: `${path}${field}`,
  message,
});

function refusal(
  { rule, words }: Breach,
  rules: Rules,
  key: KeyFacts,
  path: string,
  kind: KeyChange["kind"],
): Refusal {
  const error = (message: string) => ({ rule, error: at(path, fields[rule], message) });
  if (kind === "enable") return error(`${words} An owner or admin can make an exception.`);
  const { environment, createdAt } = key;
  const where = environment.charAt(0).toUpperCase() + environment.slice(1);
  const most = rules.maxLifetimeDays[environment];
  if ((rule === "lifetime" || rule === "never") && most !== null) {
    const latest = iso(new Date(createdAt.getTime() + most * dayMs))?.slice(0, 10);
    const days = most === 1 ? "1 day" : `${most} days`;
    const choose = latest ? `choose an end before ${latest}` : "choose an earlier end";
    return error(`${where} keys live at most ${days} here: ${choose}.`);
  }
  if (rule === "never") return error(`${where} keys must have an end here: choose one.`);
  if (rule === "kind") return error(`Here keys are of the kind ${rules.kinds.join(" or ")} only.`);
  if (rule === "networks" && key.kind === "jwt") {
    const message = `${where} keys name the networks that they are used from here, which a token can't: choose a secret key.`;
    return { rule, error: at(path, "kind", message) };
  }
  if (rule === "networks") {
    return error(`${where} keys name the networks that they are used from here: add at least one.`);
  }
  return error(words);
}

/**
 * Says so where the application has as many active keys as it may. The key that is `enabled` makes
 * none more where the other of its pair is active.
 */
async function tooMany(
  tx: Transaction,
  actor: Actor,
  application: { id: ApplicationId; name: string },
  environment: Environment,
  rules: Rules,
  enabled: KeyId | null,
): Promise<string | null> {
  const most = rules.maxActiveKeys[environment];
  if (most === null) return null;
  const place = `portcullis active keys of ${application.id} in ${environment}`;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${place}, 0))`);
  if (enabled !== null && (await isPaired(tx, actor, enabled))) return null;
  const newer = alias(keys, "newer");
  const count = await tx.$count(
    keys,
    and(
      eq(keys.orgId, actor.organizationId),
      eq(keys.applicationId, application.id),
      eq(keys.environment, environment),
      isNull(keys.deletedAt),
      eq(statusNow, "active"),
      notExists(
        tx
          .select({ id: newer.id })
          .from(newer)
          .where(
            and(
              eq(newer.orgId, actor.organizationId),
              eq(newer.orgId, keys.orgId),
              eq(newer.replacesId, keys.id),
              eq(newer.status, "active"),
            ),
          ),
      ),
    ),
  );
  if (count < most) return null;
  const has = count === 1 ? `1 active ${environment} key` : `${count} active ${environment} keys`;
  return `${application.name} has ${has} and may have ${most}: disable or revoke one first.`;
}

/** Whether the key that it replaces, or that replaces it, is active. */
async function isPaired(tx: Transaction, actor: Actor, id: KeyId): Promise<boolean> {
  const count = await tx.$count(
    keys,
    and(
      eq(keys.orgId, actor.organizationId),
      or(eq(keys.replacesId, id), eq(keys.replacedById, id)),
      isNull(keys.deletedAt),
      eq(statusNow, "active"),
    ),
  );
  return count > 0;
}
