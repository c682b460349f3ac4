import { and, eq } from "drizzle-orm";
import { policyExceptions } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict, notFound } from "@/lib/errors";
import { findKey } from "@/lib/keys/find";
import { isOver } from "@/lib/keys/state";
import { type KeyRow, statusAt } from "@/lib/keys/summary";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { type ExceptionSummary, exceptionItems } from "./exception-items";
import { EndException, ExceptKey } from "./fields";
import { loadPresent } from "./load";
import type { RuleName } from "./rules";
import { findException, saveException } from "./save-exception";
import { touchPolicies } from "./save-rules";

/** An exception with the organization's revision. */
export type ExceptedKey = ExceptionSummary & { revision: number };

/**
 * Lets a key break a rule until then; what it had is replaced. Throws 404, 409 (the key is over),
 * 412 (`ifRevision`), 422, 403.
 */
export async function exceptKey(
  actor: Actor,
  keyId: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<ExceptedKey> {
  authorize(actor, "policy.except");
  const wish = parse(ExceptKey, input);
  return transact(actor, async (tx) => {
    const key = await findKey(tx, actor, keyId);
    const { revision } = await loadPresent(tx, actor, "no key update");
    expectRevision(revision, ifRevision);
    if (isOver(statusAt(key, new Date()))) throw conflict("The key is over.");
    const changed = await saveException(tx, actor, key, wish);
    return summary(tx, actor, key, wish, changed ? await touchPolicies(tx, actor) : revision);
  });
}

/** A key's exception from a rule, also one that is over. Throws 404, 403. */
export async function getException(
  actor: Actor,
  keyId: unknown,
  input: unknown,
): Promise<ExceptedKey> {
  authorize(actor, "policy.read");
  return transact(actor, async (tx) => {
    const key = await findKey(tx, actor, keyId);
    const wish = ruleOf(input);
    const { revision } = await loadPresent(tx, actor);
    return summary(tx, actor, key, wish, revision);
  });
}

/** Ends a key's exception at once: it obeys the rule as the others do. Throws 404, 403. */
export async function endException(actor: Actor, keyId: unknown, input: unknown): Promise<void> {
  authorize(actor, "policy.except");
  await transact(actor, async (tx) => {
    const key = await findKey(tx, actor, keyId);
    const { rule } = ruleOf(input);
    await loadPresent(tx, actor, "no key update");
    const before = await findException(tx, actor, key.id, rule);
    if (!before) throw notFound("exception");
    await tx
      .delete(policyExceptions)
      .where(
        and(
          eq(policyExceptions.orgId, actor.organizationId),
          eq(policyExceptions.keyId, key.id),
          eq(policyExceptions.rule, rule),
        ),
      );
    await recordAudit(tx, actor, {
      action: "policy.exception-ended",
      target: { kind: "key", id: key.id, name: key.name },
      applicationId: key.applicationId,
      before: { rule, until: before.until, reason: before.reason },
    });
    await touchPolicies(tx, actor);
  });
}

/** A rule that there is not has no exceptions. */
function ruleOf(input: unknown) {
  const read = EndException.safeParse(input);
  if (!read.success) throw notFound("exception");
  return read.data;
}

async function summary(
  tx: Transaction,
  actor: Actor,
  key: KeyRow,
  { rule }: { rule: RuleName },
  revision: number,
): Promise<ExceptedKey> {
  const row = await findException(tx, actor, key.id, rule);
  const [item] = row ? await exceptionItems(tx, actor, [{ ...row, key }]) : [];
  if (!item) throw notFound("exception");
  return { ...item, revision };
}
