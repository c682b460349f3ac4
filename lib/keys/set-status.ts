import { and, eq } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn, canEverywhere } from "@/lib/access/authorize";
import type { Right } from "@/lib/access/rights";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict, RefusedError } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { enforcer } from "@/lib/policies/enforce-step";
import { expectKeyMay } from "@/lib/policies/expect";
import { announce } from "@/lib/verification/announce";
import { settled } from "@/lib/verification/settle";
import { NoteKey, QuarantineKey } from "./fields";
import { findKey } from "./find";
import { isOver, mayBecome } from "./state";
import { type KeyRow, type RevokedKey, statusAt, summarizeKey } from "./summary";
import { tellOwner } from "./tell";

export type Settable = "active" | "disabled" | "quarantined";

export const rightTo = {
  active: "key.disable",
  disabled: "key.disable",
  quarantined: "key.quarantine",
} as const satisfies Record<Settable, Right>;

/**
 * Stops a key until it is enabled: a verification that starts at or after `effectiveAt` refuses it.
 * Disabling a disabled key changes nothing. Throws 404, 409 (the key is over or quarantined), 422,
 * 403.
 */
export async function disableKey(
  actor: Actor,
  id: unknown,
  input: unknown = {},
): Promise<RevokedKey> {
  authorize(actor, "key.disable");
  return setStatus(actor, id, "disabled", parse(NoteKey, input).note);
}

/** As `disableKey`, on evidence that it is in wrong hands; who manages the application can't enable it. */
export async function quarantineKey(
  actor: Actor,
  id: unknown,
  input: unknown,
): Promise<RevokedKey> {
  authorize(actor, "key.quarantine");
  return setStatus(actor, id, "quarantined", parse(QuarantineKey, input).note);
}

/**
 * Lets a disabled or quarantined key work again. Throws 404, 409 (the key is over), 422 (also for a
 * rule of policy that it breaks), 403 (also for a quarantined key, and one that somebody else
 * disabled).
 */
export async function enableKey(
  actor: Actor,
  id: unknown,
  input: unknown = {},
): Promise<RevokedKey> {
  authorize(actor, "key.disable");
  return setStatus(actor, id, "active", parse(NoteKey, input).note);
}

async function setStatus(
  actor: Actor,
  id: unknown,
  to: Settable,
  note: string,
): Promise<RevokedKey> {
  const { value: row, effect } = await settled(actor, async (tx) => {
    const { applicationId } = await findKey(tx, actor, id);
    const application = await findApplication(tx, actor, applicationId, "share");
    const before = await findKey(tx, actor, id, "update");
    return changeStatus(tx, actor, application, before, to, note);
  });
  return { key: summarizeKey(row), revision: row.revision, ...effect };
}

/**
 * Brings a key, which is held for it, into that status and tells its owner, where the actor may.
 * Nothing happens where it has it already. Throws 409, 422, 403.
 */
export async function changeStatus(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  before: KeyRow,
  to: Settable,
  note: string,
): Promise<KeyRow> {
  authorizeIn(actor, rightTo[to], before.environment);
  authorizeOn(actor, rightTo[to], application);
  const status = statusAt(before, new Date());
  if (status === to) return before;
  if (!mayBecome(status, to)) throw conflict(`The key is ${status}: ${remedy(status)}`);
  if (status === "quarantined") authorize(actor, "key.quarantine");
  if (to === "active") {
    expectTheirs(actor, before);
    const { id } = before;
    await expectKeyMay(tx, actor, application, before, "", { kind: "enable", id });
  }
  const after = await markStatus(tx, actor, before, to, note);
  await tellOwner(tx, actor, application, after, to === "active" ? "enabled" : to);
  return after;
}

/**
 * Whether the actor, who manages the key's application, may let it work again: what somebody else
 * stopped, only who may stop any key. What policy stopped is for policy to judge.
 */
export function mayEnable(actor: Actor, { status, statusBy }: Stopped): boolean {
  if (status === "quarantined") return canEverywhere(actor, "key.quarantine");
  if (canEverywhere(actor, "key.disable")) return true;
  return statusBy === actor.id || statusBy === enforcer;
}

type Stopped = Pick<KeyRow, "status" | "statusBy">;

function expectTheirs(actor: Actor, key: KeyRow): void {
  if (mayEnable(actor, key)) return;
  throw new RefusedError(
    actor,
    "key.disable",
    "Only who disabled the key or an admin enables it. Ask one of them.",
  );
}

const remedy = (status: KeyRow["status"]) =>
  isOver(status) ? "it stays so. Generate another." : "it is stopped already.";

const actions = {
  active: "key.enabled",
  disabled: "key.disabled",
  quarantined: "key.quarantined",
} as const satisfies Record<Settable, string>;

/** Brings a key that is held for it, and may become so, into that status. */
export async function markStatus(
  tx: Transaction,
  actor: Actor,
  before: KeyRow,
  to: Settable,
  note: string,
): Promise<KeyRow> {
  const stopped = to !== "active";
  const [after] = await tx
    .update(keys)
    .set({
      status: to,
      statusSince: stopped ? new Date() : null,
      statusBy: stopped ? actor.id : null,
      statusNote: stopped ? note : "",
      revision: before.revision + 1,
    })
    .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, before.id)))
    .returning();
  if (!after) throw new Error("the key was not changed");
  await announce(tx, actor, { kind: "key", id: after.id, revision: after.revision });
  await recordAudit(tx, actor, {
    action: actions[to],
    target: { kind: "key", id: after.id, name: after.name },
    applicationId: after.applicationId,
    reason: note === "" ? undefined : note,
    before: { status: before.status },
    after: { status: after.status },
  });
  return after;
}
