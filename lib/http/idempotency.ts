import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { idempotencyKeys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { AppError, conflict, invalid } from "@/lib/errors";
import type { Reply } from "./reply";

/** Thrown inside a verb's transaction to undo it: another request has claimed the key. */
class ClaimedError extends Error {}

const Stored = z.object({
  status: z.union([z.literal(200), z.literal(201), z.literal(204)]),
  body: z.unknown(),
  revision: z.int().optional(),
  location: z.string().optional(),
});

const whose = (actor: TokenActor, key: string) =>
  and(
    eq(idempotencyKeys.orgId, actor.organizationId),
    eq(idempotencyKeys.tokenId, actor.id),
    eq(idempotencyKeys.key, key),
  );

const fingerprintOf = (request: string) => createHash("sha256").update(request).digest("base64url");

/**
 * Does `work` once for all requests of a service token that bear the same `Idempotency-Key`: the
 * key is claimed in the transaction of the verb itself, so that a failure frees it again. A repeat
 * gets the first answer without its secrets. Throws 422 where the key was used for another request,
 * 409 where the first one's answer is not known, 400 where the key is none.
 */
export async function once(
  actor: TokenActor,
  key: string,
  request: string,
  work: (actor: TokenActor) => Promise<Reply>,
): Promise<Reply> {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw new AppError("BAD_REQUEST", "Idempotency-Key takes 1 to 255 visible ASCII characters.");
  }
  const fingerprint = fingerprintOf(request);
  const earlier = await replay(actor, key, fingerprint);
  if (earlier) return earlier;
  try {
    const reply = await work({ ...actor, onBegin: claim(actor, key, fingerprint) });
    await store(actor, key, reply);
    return reply;
  } catch (error) {
    if (!(error instanceof ClaimedError)) throw error;
    const first = await replay(actor, key, fingerprint);
    return first ?? once(actor, key, request, work);
  }
}

const claim =
  (actor: TokenActor, key: string, fingerprint: string): NonNullable<TokenActor["onBegin"]> =>
  async (tx) => {
    const mine = `${fingerprint}.${actor.origin.requestId}`;
    await tx
      .insert(idempotencyKeys)
      .values({ orgId: actor.organizationId, tokenId: actor.id, key, fingerprint: mine })
      .onConflictDoNothing();
    const [row] = await tx.select().from(idempotencyKeys).where(whose(actor, key));
    if (row?.fingerprint !== mine) throw new ClaimedError();
  };

async function store(actor: TokenActor, key: string, reply: Reply): Promise<void> {
  const { status, secrets = [], body, revision, location } = reply;
  const shown: Record<string, unknown> = { ...Object(body) };
  for (const name of secrets) delete shown[name];
  if (secrets.length > 0) shown.secretShown = true;
  await transact({ organizationId: actor.organizationId }, (tx) =>
    tx
      .update(idempotencyKeys)
      .set({ status, response: { body: shown, revision, location } })
      .where(whose(actor, key)),
  );
}

/** The answer to an earlier request, waiting a little for it while that one is under way. */
async function replay(
  actor: TokenActor,
  key: string,
  fingerprint: string,
): Promise<Reply | undefined> {
  for (let patience = 20; ; patience--) {
    const [row] = await transact({ organizationId: actor.organizationId }, (tx) =>
      tx.select().from(idempotencyKeys).where(whose(actor, key)),
    );
    if (!row) return undefined;
    if (row.fingerprint.split(".")[0] !== fingerprint) {
      throw invalid(
        "Idempotency-Key",
        "This key was used for another request. Give every request its own.",
      );
    }
    if (row.status !== null) {
      return Stored.parse({ ...Object(row.response), status: row.status });
    }
    if (patience === 0) {
      throw conflict(
        "The first request with this Idempotency-Key was begun, but its answer is not known. Look whether it was done before you repeat it with another key.",
      );
    }
    await sleep(100);
  }
}
