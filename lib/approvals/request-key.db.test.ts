import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { accessRequests, keyPolicies, keys, nobody } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { editApplication } from "@/lib/applications/edit";
import type { AccessRequestId } from "@/lib/ids";
import { fromUuid } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { removeMember } from "@/lib/members/remove";
import { listNotifications } from "@/lib/notifications/list";
import { type Asking, mintAsking } from "@/lib/testing/approvals";
import { failure } from "@/lib/testing/failure";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, rejection } from "@/lib/testing/trail";
import { approveRequest } from "./approve";
import { getRequest } from "./get";
import { takeApproval } from "./key-permit";
import { listRequests } from "./list";
import { refuseRequest } from "./refuse";
import { requestKey } from "./request-key";
import { withdrawRequest } from "./withdraw";

testDatabase();

const wish = { environment: "production", reason: "The nightly export moves." };

/** As `mintAsking`, where production keys need an approval. */
async function mintStrict(): Promise<Asking> {
  const minted = await mintAsking();
  await transact(minted.owner, (tx) =>
    tx.insert(keyPolicies).values({
      orgId: minted.organization.id,
      applicationId: fromUuid("app", nobody),
      rules: { approvalRequired: { development: false, staging: false, production: true } },
      updatedBy: minted.owner.id,
    }),
  );
  return minted;
}

const generate = async (actor: MemberActor, { id }: Asking, environment = "production") =>
  (await createKey(actor, id, { name: "ci", environment })).key;

const decidedDaysAgo = (minted: Asking, id: AccessRequestId, seconds: number) =>
  transact(minted.owner, (tx) =>
    tx
      .update(accessRequests)
      .set({ decidedAt: sql`now() - make_interval(secs => ${seconds})` })
      .where(and(eq(accessRequests.orgId, minted.organization.id), eq(accessRequests.id, id))),
  );

test("a developer asks for a key, an admin approves, and one key is generated with it", async () => {
  const minted = await mintStrict();
  const { organization, developer, admin, id } = minted;
  expect(await failure(generate(developer, minted))).toMatchObject({
    code: "FORBIDDEN",
    permission: "key.create",
    message: expect.stringMatching(/^Production keys of this organization need approval\. Request/),
  });
  const asked = await requestKey(developer, id, wish);
  expect(asked).toMatchObject({
    kind: "key",
    application: { id, name: "CRM" },
    status: "pending",
    items: [],
    environments: ["production"],
    reason: wish.reason,
    goodUntil: null,
    keyId: null,
  });
  expect((await listNotifications(admin, {})).data).toMatchObject([
    { kind: "access.requested", facts: { asks: "a production key", application: "CRM" } },
  ]);
  expect(await failure(generate(developer, minted))).toMatchObject({ code: "FORBIDDEN" });
  expect((await listRequests(admin, { kind: "key", status: "pending" })).data).toEqual([asked]);
  expect((await listRequests(admin, { kind: "grants" })).total).toBe(0);

  const approved = await approveRequest(admin, asked.id, { answer: "Fine." }, asked.revision);
  expect(approved).toMatchObject({ status: "approved", keyId: null, revision: 2 });
  const days =
    (Date.parse(approved.goodUntil ?? "") - Date.parse(approved.decidedAt ?? "")) / 864e5;
  expect(days).toBe(7);
  expect((await listNotifications(developer, {})).data).toMatchObject([
    { kind: "access.approved", facts: { asks: "a production key", answer: "Fine." } },
  ]);
  const key = await generate(developer, minted);
  expect(await getRequest(admin, asked.id)).toMatchObject({
    keyId: key.id,
    revision: 3,
    items: [],
  });
  expect(await failure(generate(developer, minted))).toMatchObject({ code: "FORBIDDEN" });
  const target = { targetKind: "access-request", targetId: asked.id, applicationId: id };
  expect((await auditOf(organization)).filter((e) => e.targetId === asked.id)).toMatchObject([
    {
      ...target,
      action: "access.requested",
      actorId: developer.id,
      targetName: "a production key for CRM",
      reason: wish.reason,
      after: { key: "production" },
    },
    {
      ...target,
      action: "access.approved",
      actorId: admin.id,
      reason: "Fine.",
      after: { key: "production", goodUntil: approved.goodUntil },
    },
  ]);
  await requestKey(developer, id, wish);
});

test("nobody needs one whom policy lets", async () => {
  const minted = await mintStrict();
  const { organization, developer, owner, admin, id } = minted;
  await generate(developer, minted, "staging");
  await generate(owner, minted);
  await generate(admin, minted);
  const { actor: token } = await mintToken(organization, ["keys.write"]);
  const permit = await transact(token, (tx) =>
    takeApproval(tx, token, { id, name: "" }, "production"),
  );
  expect(permit.id).toBeNull();
  for (const [actor, environment] of [
    [developer, "staging"],
    [owner, "production"],
  ] as const) {
    expect(await failure(requestKey(actor, id, { ...wish, environment }))).toMatchObject({
      code: "INVALID",
      extra: { errors: [{ path: "environment" }] },
    });
  }
});

test("an application may need it where the organization does not", async () => {
  const minted = await mintAsking();
  const { organization, developer, owner, id } = minted;
  await generate(developer, minted);
  await transact(owner, (tx) =>
    tx.insert(keyPolicies).values({
      orgId: organization.id,
      applicationId: id,
      rules: { approvalRequired: { production: true } },
      updatedBy: owner.id,
    }),
  );
  expect(await failure(generate(developer, minted))).toMatchObject({ code: "FORBIDDEN" });
  await requestKey(developer, id, wish);
});

test("it is not asked twice for the same, while it waits or is good", async () => {
  const minted = await mintStrict();
  const { developer, admin, id } = minted;
  const asked = await requestKey(developer, id, wish);
  expect(await failure(requestKey(developer, id, wish))).toMatchObject({
    code: "CONFLICT",
    message: "Your request for a production key of CRM is waiting for an answer already.",
  });
  await approveRequest(admin, asked.id, {});
  expect(await failure(requestKey(developer, id, wish))).toMatchObject({
    code: "CONFLICT",
    message: "Your request for a production key of CRM is approved: generate the key.",
  });
  await decidedDaysAgo(minted, asked.id, 7 * 86_400 + 1);
  const again = await requestKey(developer, id, wish);
  await refuseRequest(admin, again.id, { answer: "Use the old one." });
  const third = await requestKey(developer, id, wish);
  await withdrawRequest(developer, third.id);
  await requestKey(developer, id, wish);
});

test("of 20 requests at once one is made", async () => {
  const { developer, id } = await mintStrict();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, () => requestKey(developer, id, wish)),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("of 20 keys at once one is generated with an approval, two with two", async () => {
  const minted = await mintStrict();
  const { organization, developer, admin, owner, id } = minted;
  const asked = await requestKey(developer, id, wish);
  await approveRequest(admin, asked.id, {});
  const made = async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, () => generate(developer, minted)),
    );
    const lost = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(new Set(lost.map(({ reason }) => reason.code))).toEqual(new Set(["FORBIDDEN"]));
    return outcomes.length - lost.length;
  };
  expect(await made()).toBe(1);
  expect(await made()).toBe(0);
  const second = await requestKey(developer, id, wish);
  await approveRequest(owner, second.id, {});
  await transact(owner, (tx) =>
    tx
      .update(accessRequests)
      .set({ keyId: null })
      .where(and(eq(accessRequests.orgId, organization.id), eq(accessRequests.id, asked.id))),
  );
  expect(await made()).toBe(2);
  const rows = await transact(owner, (tx) =>
    tx.select({ id: keys.id }).from(keys).where(eq(keys.orgId, organization.id)),
  );
  expect(rows).toHaveLength(3);
});

test("an approval is good for who asked, their application, environment and seven days", async () => {
  const minted = await mintStrict();
  const { developer, admin, owner, id } = minted;
  const shop = await mintAsking();
  expect(shop.id).not.toBe(id);
  const asked = await requestKey(developer, id, wish);
  await approveRequest(admin, asked.id, {});
  await decidedDaysAgo(minted, asked.id, 7 * 86_400 + 1);
  expect(await failure(generate(developer, minted))).toMatchObject({ code: "FORBIDDEN" });
  await decidedDaysAgo(minted, asked.id, 7 * 86_400 - 60);
  const other = { ...developer, id: owner.id } as MemberActor;
  expect(await failure(generate(other, minted))).toMatchObject({ code: "FORBIDDEN" });
  await generate(developer, minted);
});

test("who is removed asks for nothing any more", async () => {
  const minted = await mintStrict();
  const { organization, developer, owner, id } = minted;
  const asked = await requestKey(developer, id, wish);
  await removeMember(owner, developer.id, { applicationsTo: owner.id, keys: "revoke" });
  expect(await getRequest(owner, asked.id)).toMatchObject({ status: "withdrawn" });
  expect((await auditOf(organization)).map(({ action }) => action)).toContain("access.withdrawn");
  expect(await failure(requestKey(developer, id, wish))).toMatchObject({ code: "FORBIDDEN" });
});

test("only who may ask does, and of what they can see", async () => {
  const minted = await mintStrict();
  const { organization, developer, auditor, owner, id } = minted;
  expect(await failure(requestKey(auditor, id, wish))).toMatchObject({ code: "FORBIDDEN" });
  const { actor: token } = await mintToken(organization, ["keys.write", "applications.write"]);
  expect(await failure(requestKey(token, id, wish))).toMatchObject({ code: "FORBIDDEN" });
  await editApplication(owner, id, { ownerId: owner.id });
  expect(await failure(requestKey(developer, id, wish))).toMatchObject({ code: "FORBIDDEN" });
  const stranger = await mintOrganization();
  const foreign = await rejection(requestKey(stranger.developer, id, wish));
  const absent = await rejection(requestKey(stranger.developer, "app_none", wish));
  expect(foreign).toMatchObject({ code: "NOT_FOUND", message: (absent as Error).message });
  for (const input of [
    { ...wish, environment: "Production" },
    { ...wish, reason: " " },
    { reason: wish.reason },
    { ...wish, more: 1 },
  ]) {
    expect(await failure(requestKey(developer, id, input))).toMatchObject({ code: "INVALID" });
  }
});
