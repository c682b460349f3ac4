import { and, eq, inArray, or, sql } from "drizzle-orm";
import {
  accessRequests,
  apis,
  applications,
  auditEvents,
  grants,
  keys,
  memberships,
  notifications,
  organizations,
  signingKeys,
} from "@/db/schema";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import type { AccessRequestId, ApplicationId } from "@/lib/ids";
import type { RotatedKey } from "@/lib/keys/rotate";
import type { KeySummary } from "@/lib/keys/summary";
import type { DemoKey } from "./demo-key";

/** The one thing that no verb does, and only a demo: to let something have happened earlier. */

const hour = 3_600_000;
const day = 24 * hour;

const agoDays = (days: number) => sql`now() - make_interval(days => ${days})`;
const agoHours = (hours: number) => sql`now() - ${hours} * interval '1 hour'`;

/** Lets the organization have its members and APIs since that many days. */
export async function predateBeginning(actor: MemberActor, days: number): Promise<void> {
  const org = actor.organizationId;
  const createdAt = agoDays(days);
  await transact(actor, async (tx) => {
    await tx.update(organizations).set({ createdAt }).where(eq(organizations.id, org));
    await tx.update(memberships).set({ createdAt }).where(eq(memberships.orgId, org));
    await tx.update(apis).set({ createdAt }).where(eq(apis.orgId, org));
  });
  await predateEvents(actor, days);
}

/** Lets what was done just now, as the audit log tells it, have been done that many days ago. */
export async function predateEvents(actor: MemberActor, days: number): Promise<void> {
  const isNew = sql`${auditEvents.occurredAt} > now() - interval '10 minutes'`;
  await transact(actor, (tx) =>
    tx
      .update(auditEvents)
      .set({ occurredAt: agoDays(days) })
      .where(and(eq(auditEvents.orgId, actor.organizationId), isNew)),
  );
}

/** Lets the application, and what it was made with, have begun that many days ago. */
export async function predateApplication(
  actor: MemberActor,
  id: ApplicationId,
  days: number,
): Promise<void> {
  const org = actor.organizationId;
  const ago = agoDays(days);
  const made = ["application.created", "grants.replaced", "key.created"];
  await transact(actor, async (tx) => {
    await tx
      .update(applications)
      .set({ createdAt: ago, updatedAt: ago })
      .where(and(eq(applications.orgId, org), eq(applications.id, id)));
    await tx
      .update(keys)
      .set({ createdAt: ago })
      .where(and(eq(keys.orgId, org), eq(keys.applicationId, id)));
    await tx
      .update(grants)
      .set({ createdAt: ago })
      .where(and(eq(grants.orgId, org), eq(grants.applicationId, id)));
    await tx
      .update(auditEvents)
      .set({ occurredAt: ago })
      .where(
        and(
          eq(auditEvents.orgId, org),
          eq(auditEvents.applicationId, id),
          inArray(auditEvents.action, made),
        ),
      );
  });
}

/** Lets the key have been used, and be over, as its story says. */
export async function predateKey(
  actor: MemberActor,
  { id }: KeySummary,
  { used, expires, revoked, disabled, quarantined }: DemoKey,
): Promise<void> {
  const isOver = expires !== null && expires < 0;
  const stopped = disabled !== undefined || quarantined !== undefined;
  if (used === undefined && !isOver && !stopped) return;
  const change = {
    ...(used !== undefined && {
      lastUsedAt: new Date(Date.now() - used * hour),
      lastUsedNetwork: "198.51.100.14",
    }),
    ...(stopped && { statusSince: new Date(Date.now() - 2 * day) }),
    ...(revoked && { revokedAt: new Date(Date.now() - 2 * day) }),
    ...(isOver && { expiresAt: new Date(Date.now() + expires * day) }),
  };
  await transact(actor, (tx) =>
    tx
      .update(keys)
      .set(change)
      .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, id))),
  );
}

/** Lets the rotation have begun so many hours ago, and the new key have been used. */
export async function predateRotation(
  actor: MemberActor,
  { key: fresh, rotated: old }: RotatedKey,
  { began, used }: NonNullable<DemoKey["rotated"]>,
): Promise<void> {
  const org = actor.organizationId;
  const those = [old.id, fresh.id];
  await transact(actor, async (tx) => {
    await tx
      .update(keys)
      .set({
        createdAt: agoHours(began),
        ...(used !== undefined && {
          lastUsedAt: agoHours(used),
          lastUsedNetwork: "198.51.100.14",
        }),
      })
      .where(and(eq(keys.orgId, org), eq(keys.id, fresh.id)));
    await tx
      .update(keys)
      .set({ retiresAt: sql`${keys.retiresAt} - ${began} * interval '1 hour'` })
      .where(and(eq(keys.orgId, org), eq(keys.id, old.id)));
    await tx
      .update(auditEvents)
      .set({ occurredAt: agoHours(began) })
      .where(
        and(
          eq(auditEvents.orgId, org),
          inArray(auditEvents.targetId, those),
          sql`${auditEvents.occurredAt} > now() - interval '10 minutes'`,
        ),
      );
  });
}

/** Lets the request have been made that many hours ago, and answered, if it was, after it. */
export async function predateRequest(
  actor: MemberActor,
  request: { id: AccessRequestId; applicationId: ApplicationId },
  asked: number,
  answered: number | undefined,
): Promise<void> {
  const org = actor.organizationId;
  const { id, applicationId } = request;
  const answeredAt = answered === undefined ? sql`null` : agoHours(answered);
  await transact(actor, async (tx) => {
    await tx
      .update(accessRequests)
      .set({ createdAt: agoHours(asked), decidedAt: answeredAt })
      .where(and(eq(accessRequests.orgId, org), eq(accessRequests.id, id)));
    const of = sql`${notifications.facts}->>'requestId' = ${id}`;
    const isFirst = sql`${notifications.kind} = 'access.requested'`;
    await tx
      .update(notifications)
      .set({ createdAt: sql`case when ${isFirst} then ${agoHours(asked)} else ${answeredAt} end` })
      .where(and(eq(notifications.orgId, org), of));
    const isAsked = sql`${auditEvents.action} = 'access.requested'`;
    await tx
      .update(auditEvents)
      .set({ occurredAt: sql`case when ${isAsked} then ${agoHours(asked)} else ${answeredAt} end` })
      .where(
        and(
          eq(auditEvents.orgId, org),
          or(
            eq(auditEvents.targetId, id),
            and(
              eq(auditEvents.applicationId, applicationId),
              eq(auditEvents.action, "grants.approved"),
            ),
          ),
        ),
      );
    if (answered === undefined) return;
    await tx
      .update(grants)
      .set({ createdAt: answeredAt })
      .where(
        and(
          eq(grants.orgId, org),
          eq(grants.applicationId, applicationId),
          sql`${grants.createdAt} > now() - interval '1 minute'`,
        ),
      );
  });
}

/** Lets the signing keys have been made and, where one was, replaced so many days ago. */
export async function predateSigners(
  actor: MemberActor,
  made: number,
  rotated: number,
): Promise<void> {
  const org = actor.organizationId;
  const isLast = sql`${signingKeys.state} = 'next'`;
  const begins = sql`case when ${signingKeys.revision} = 1 then ${agoDays(made)} else ${agoDays(rotated)} end`;
  await transact(actor, async (tx) => {
    await tx
      .update(signingKeys)
      .set({
        createdAt: sql`case when ${isLast} then ${agoDays(rotated)} else ${agoDays(made)} end`,
        currentSince: sql`case when ${isLast} then null when ${signingKeys.state} = 'retired' then ${agoDays(made)} else ${begins} end`,
        retiredAt: sql`case when ${signingKeys.state} = 'retired' then ${agoDays(rotated)} end`,
      })
      .where(eq(signingKeys.orgId, org));
    await tx
      .update(auditEvents)
      .set({ occurredAt: agoDays(rotated) })
      .where(
        and(
          eq(auditEvents.orgId, org),
          eq(auditEvents.targetKind, "signing-key"),
          sql`${auditEvents.occurredAt} > now() - interval '10 minutes'`,
        ),
      );
  });
}
