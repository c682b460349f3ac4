import { sql } from "drizzle-orm";
import { changesChannel } from "@/db/feed";
import { changeLog } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";

export type Subject =
  | "key"
  | "application"
  | "grants"
  | "catalog"
  | "member"
  | "token"
  | "organization"
  | "signing-key";

export type Change = { kind: Subject; id: string; revision: number };

/** Tells every gate, from the commit of `tx` on, that what it knows of the subjects is out of date. */
export async function announce(tx: Transaction, actor: Actor, ...changes: Change[]): Promise<void> {
  for (let start = 0; start < changes.length; start += 1000) {
    await tx.insert(changeLog).values(
      changes.slice(start, start + 1000).map(({ kind, id, revision }) => ({
        orgId: actor.organizationId,
        subjectKind: kind,
        subjectId: id,
        revision,
      })),
    );
  }
  await wakeGates(tx);
}

/** Lets every gate look at the change log as soon as `tx` is committed. */
export async function wakeGates(tx: Transaction): Promise<void> {
  await tx.execute(sql`select pg_notify(${changesChannel}, '')`);
}
