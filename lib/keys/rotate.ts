import { and, eq, sql } from "drizzle-orm";
import type { z } from "zod";
import { keys } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict, invalid } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { endWithin } from "@/lib/policies/breaches";
import { expectKeyMay } from "@/lib/policies/expect";
import { loadRules } from "@/lib/policies/load-rules";
import { exceptionsToPass, passExceptions } from "@/lib/policies/save-exception";
import { announce } from "@/lib/verification/announce";
import { type Effect, settled } from "@/lib/verification/settle";
import { overlaps, RotateKey } from "./fields";
import { findKey, readKey } from "./find";
import { findToken } from "./find-token";
import { type CreatedKey, expectActive, factsOfNew, insertRow } from "./insert";
import type { Audience } from "./issue-token";
import { expectOwn, holdOwner } from "./owner";
import { endOld, findNew } from "./rotation";
import { isOver } from "./state";
import { type KeyRow, type KeySummary, statusAt, summarizeKey } from "./summary";

type Wish = z.output<typeof RotateKey>;

/** `key` is the new one, `rotated` the one that it replaces. */
export type RotatedKey = CreatedKey & { rotated: KeySummary } & Effect;

/**
 * Makes a key that may what this one may and returns its secret, once. This one works on for
 * `overlap`, never past its own end, counted from now or from the first use of the new one. Unless
 * `expiresAt` says else, the new one lives as long as this one was to. Throws 404, 409 (the key is
 * not active or is replaced already; the application is inactive), 422 (also for a rule of policy),
 * 403 (also for a key of somebody else).
 */
export async function rotateKey(
  actor: Actor,
  id: unknown,
  input: unknown = {},
): Promise<RotatedKey> {
  authorize(actor, "key.create");
  const wish = parse(RotateKey, input);
  const { value, effect } = await settled(actor, async (tx) => {
    const { applicationId, ownerId } = await findKey(tx, actor, id);
    await holdOwner(tx, actor, ownerId);
    const application = await findApplication(tx, actor, applicationId, "share");
    const before = await findKey(tx, actor, id, "update");
    authorizeIn(actor, "key.create", before.environment);
    authorizeOn(actor, "key.create", application);
    expectOwn(actor, before, "Only the key's owner or an admin rotates it. Ask one of them.");
    expectActive(application);
    if (before.kind === "jwt" && wish.activation === "first-use") {
      throw invalid("activation", unseen);
    }
    await expectReplaceable(tx, actor, before);
    const created = await insertNew(tx, actor, application, before, wish);
    const old = await replaceOld(tx, actor, before, created.key, wish);
    const isNow = wish.activation === "now" && overlaps[wish.overlap] === 0;
    const rotated = isNow ? await endOld(tx, actor, application, old) : old;
    return { ...created, rotated: summarizeKey(rotated) };
  });
  return { ...value, ...effect };
}

const unseen = "Where a token is checked offline nobody sees its first use: choose now.";

async function expectReplaceable(tx: Transaction, actor: Actor, key: KeyRow): Promise<void> {
  const status = statusAt(key, new Date());
  if (status !== "active") {
    throw conflict(`The key is ${status}: only an active key can be rotated.`);
  }
  const fresh = await findNew(tx, actor, key);
  if (fresh && !isOver(statusAt(fresh, new Date()))) {
    throw conflict(
      "The key is being replaced already. End that rotation or undo it before you rotate it again.",
    );
  }
  const old = key.replacesId && (await readKey(tx, actor, key.replacesId));
  if (old && old.replacedById === key.id && !isOver(statusAt(old, new Date()))) {
    throw conflict(
      "The key is replacing another still. End that rotation or undo it before you rotate this one.",
    );
  }
}

async function insertNew(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  old: KeyRow,
  wish: Wish,
): Promise<CreatedKey> {
  const { environment, kind, allowedNetworks } = old;
  const { rules } = await loadRules(tx, actor.organizationId, application.id);
  const expiresAt =
    wish.expiresAt === undefined
      ? endWithin(rules, environment, sameLifetime(old), new Date())
      : wish.expiresAt;
  const facts = factsOfNew({ environment, kind, allowedNetworks, expiresAt, notBefore: null });
  await expectKeyMay(tx, actor, application, facts, "", { kind: "rotate", id: old.id });
  const exceptions = await exceptionsToPass(tx, actor, old.id);
  const passed = exceptions.map(({ rule }) => rule);
  const wanted = {
    applicationId: application.id,
    replacesId: old.id,
    name: old.name,
    environment,
    kind,
    permissions: old.permissions,
    allowedNetworks,
    allowedOrigins: old.allowedOrigins,
    rateLimits: old.rateLimits,
    quotaLimit: old.quotaLimit,
    quotaPeriod: old.quotaPeriod,
    tags: old.tags,
    ownerId: old.ownerId,
    expiresAt,
  };
  const created = await insertRow(tx, actor, wanted, {
    exceptions: passed,
    audience: await audienceOf(tx, actor, old),
  });
  await passExceptions(tx, exceptions, created.key.id);
  return created;
}

/** As that of the old token, as far as the new key may still do something there. */
async function audienceOf(tx: Transaction, actor: Actor, old: KeyRow): Promise<Audience> {
  const token = await findToken(tx, actor, old.id);
  return token ? { apiIds: token.audienceIds } : null;
}

const latestEnd = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const sameLifetime = ({ createdAt, expiresAt }: KeyRow): Date | null =>
  expiresAt &&
  new Date(Math.min(latestEnd, Date.now() + expiresAt.getTime() - createdAt.getTime()));

async function replaceOld(
  tx: Transaction,
  actor: Actor,
  before: KeyRow,
  { id: replacedById }: KeySummary,
  { overlap, activation }: Wish,
): Promise<KeyRow> {
  const seconds = overlaps[overlap];
  // A deadline that stands already is not put off, for all that the key is replaced anew.
  const waits = activation === "first-use" && before.retiresAt === null;
  const [after] = await tx
    .update(keys)
    .set({
      replacedById,
      retiresAt: activation === "now" ? endAfter(seconds) : before.retiresAt,
      overlapSeconds: waits ? seconds : null,
      revision: before.revision + 1,
    })
    .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, before.id)))
    .returning();
  if (!after) throw new Error("the key was not replaced");
  await announce(tx, actor, { kind: "key", id: after.id, revision: after.revision });
  await recordAudit(tx, actor, {
    action: "key.rotated",
    target: { kind: "key", id: after.id, name: after.name },
    applicationId: after.applicationId,
    after: { replacedBy: replacedById, overlap, activation, retiresAt: after.retiresAt },
  });
  return after;
}

/** So long from now, never past the key's own end or an earlier deadline. */
export const endAfter = (seconds: number | typeof keys.overlapSeconds) =>
  sql`least(now() + ${seconds} * interval '1 second', ${keys.expiresAt}, ${keys.retiresAt})`;
