import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { applications, keys, memberships, policyReminders } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { SystemActor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { type KeyId, type MemberId, toUuid } from "@/lib/ids";
import { markRevoked } from "@/lib/keys/revoke";
import { markStatus } from "@/lib/keys/set-status";
import { type KeyRow, statusAt } from "@/lib/keys/summary";
import { notify } from "@/lib/notifications/notify";
import { judged, nowIn, revokeDaysOf } from "./enforce-plan";
import { type Step, stepOf } from "./enforce-step";
import { allExceptions } from "./exceptions";
import { judgeBy } from "./key-facts";
import { loadAllRules } from "./load-rules";
import type { Reminder } from "./remind";

/** Does to these keys what is to be done to them by now, judged anew. Returns how much that was. */
export async function enforceOn(
  tx: Transaction,
  actor: SystemActor,
  ids: readonly KeyId[],
): Promise<number> {
  const org = actor.organizationId;
  const rows = await tx
    .select()
    .from(keys)
    .where(and(eq(keys.orgId, org), inArray(keys.id, [...ids]), isNull(keys.deletedAt)))
    .orderBy(asc(keys.id))
    .for("update");
  const now = await nowIn(tx);
  const all = await loadAllRules(tx, org);
  const judge = judgeBy(all, now);
  const exceptions = await allExceptions(tx, org, now);
  const audienceOf = await audiences(tx, actor, rows);
  const nextOf = (key: KeyRow) => {
    const application = toUuid("app", key.applicationId);
    const breaches = judge(key, application, exceptions.get(key.id) ?? []);
    const facts = {
      ...key,
      status: statusAt(key, now),
      isReplaced: key.replacedById !== null,
    };
    return stepOf(facts, breaches, revokeDaysOf(all, now), now);
  };
  let done = 0;
  for (const key of rows) {
    const step = judged(key.id, () => nextOf(key));
    if (step) done += await take(tx, actor, key, step, audienceOf(key));
  }
  return done;
}

type Audience = ReturnType<Awaited<ReturnType<typeof audiences>>>;

async function take(
  tx: Transaction,
  actor: SystemActor,
  key: KeyRow,
  step: Step,
  audience: Audience,
): Promise<number> {
  if (step.what === "remind") return remind(tx, actor, key, step.reminders, audience);
  const { to, about } = audience;
  const { rule, words } = step.breach;
  if (step.what === "disable") {
    await markStatus(tx, actor, key, "disabled", words);
    await notify(tx, actor, to, "key.stopped", { ...about, rule, what: "disabled" });
  } else {
    const reason = rule === "idle" ? "unused" : "other";
    await markRevoked(tx, actor, key, { reason, note: words });
    await notify(tx, actor, to, "key.stopped", { ...about, rule, what: "revoked" });
  }
  return 1;
}

async function remind(
  tx: Transaction,
  actor: SystemActor,
  key: KeyRow,
  reminders: Reminder[],
  { to, about }: Audience,
): Promise<number> {
  let told = 0;
  for (const { rule, dueAt, step, daysLeft } of reminders) {
    const noted = await tx
      .insert(policyReminders)
      .values({ orgId: actor.organizationId, keyId: key.id, rule, dueAt, daysLeft: step })
      .onConflictDoNothing()
      .returning({ keyId: policyReminders.keyId });
    if (noted.length === 0) continue;
    const facts = { rule, dueAt: dueAt.toISOString(), daysLeft };
    await recordAudit(tx, actor, {
      action: "key.reminded",
      target: { kind: "key", id: key.id, name: key.name },
      applicationId: key.applicationId,
      after: facts,
    });
    await notify(tx, actor, to, "key.due", { ...about, ...facts });
    told++;
  }
  return told;
}

/** Whom to tell of a key: its owner; where it has none who is there, the one of its application. */
async function audiences(tx: Transaction, actor: SystemActor, rows: KeyRow[]) {
  const org = actor.organizationId;
  const found = await tx
    .select({ id: applications.id, name: applications.name, ownerId: applications.ownerId })
    .from(applications)
    .where(
      and(
        eq(applications.orgId, org),
        inArray(applications.id, [...new Set(rows.map((key) => key.applicationId))]),
      ),
    );
  const present = await tx
    .select({ id: memberships.id })
    .from(memberships)
    .where(
      and(
        eq(memberships.orgId, org),
        inArray(memberships.id, [...new Set(rows.flatMap((key) => key.ownerId ?? []))]),
        isNull(memberships.removedAt),
      ),
    );
  const byId = new Map(found.map((application) => [application.id, application]));
  const there = new Set<MemberId>(present.map(({ id }) => id));
  return (key: KeyRow) => {
    const application = byId.get(key.applicationId);
    if (!application) throw new Error("a key without its application");
    return {
      to: [key.ownerId && there.has(key.ownerId) ? key.ownerId : application.ownerId],
      about: {
        keyId: key.id,
        key: key.name,
        applicationId: application.id,
        application: application.name,
      },
    };
  };
}
