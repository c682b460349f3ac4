import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { accessRequestItems, permissions } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { Role } from "@/lib/access/rights";
import { createApplication } from "@/lib/applications/create";
import { replaceGrants } from "@/lib/grants/replace";
import { listNotifications } from "@/lib/notifications/list";
import {
  type Asking,
  grantsOf,
  health,
  mintAsking,
  read,
  refund,
  why,
  write,
} from "@/lib/testing/approvals";
import { mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { approveRequest } from "./approve";
import { getRequest } from "./get";
import { refuseRequest } from "./refuse";
import { requestAccess } from "./request";
import { withdrawRequest } from "./withdraw";

testDatabase();

const told = async (minted: Asking, role: Role) =>
  (await listNotifications(minted[role], {})).data.map(({ kind, facts, readAt }) => ({
    kind,
    by: "by" in facts ? facts.by : null,
    read: readAt !== null,
  }));

test("a developer asks, an admin approves: the grants, who asked, the log and the gates know", async () => {
  const minted = await mintAsking();
  const { organization, developer, admin, api, id } = minted;
  await replaceGrants(developer, id, { grants: [read] });
  const asked = await requestAccess(developer, id, {
    grants: [refund, read, health, refund],
    environments: ["production", "staging"],
    ...why,
  });
  expect(asked).toMatchObject({
    application: { id, name: "CRM" },
    status: "pending",
    environments: ["staging", "production"],
    reason: why.reason,
    createdByName: developer.name,
    decidedAt: null,
  });
  expect(asked.items.map((item) => [item.permission?.name, item.endpoint?.path])).toEqual([
    ["orders:read", undefined],
    ["orders:refund", undefined],
    [undefined, "/health"],
  ]);
  expect(asked.items.map((item) => item.sensitive)).toEqual([false, true, false]);
  expect(await getRequest(admin, asked.id)).toMatchObject({
    ...asked,
    application: { name: "CRM", ownerName: developer.name, grants: 1, deleted: false },
    items: [
      { opens: [{ path: "/orders" }], granted: true },
      { opens: [{ method: "POST", path: "/orders/{orderId}/refund" }], granted: false },
      { opens: [], granted: false },
    ],
  });

  const approved = await approveRequest(admin, asked.id, { answer: "Go ahead." }, asked.revision);
  expect(approved).toMatchObject({
    status: "approved",
    answer: "Go ahead.",
    decidedByName: admin.name,
    revision: 2,
  });
  const given = { approvedFor: ["staging", "production"], approvedBy: admin.id, ...why };
  const after = await grantsOf(minted);
  expect(after).toHaveLength(3);
  expect(after).toMatchObject([
    { ...given, permissionId: api.permissions.read, createdBy: developer.id },
    { ...given, createdBy: admin.id },
    { ...given, createdBy: admin.id },
  ]);
  expect((await changesOf(organization)).at(-1)).toEqual({ kind: "grants", id, revision: 3 });
  const target = { targetKind: "access-request", targetId: asked.id, applicationId: id };
  expect((await auditOf(organization)).slice(-3)).toMatchObject([
    { ...target, action: "access.requested", actorId: developer.id, reason: why.reason },
    {
      action: "grants.approved",
      actorId: admin.id,
      targetId: id,
      after: {
        added: ["orders orders:refund", "orders GET /health"],
        approved: ["orders orders:read"],
        environments: ["staging", "production"],
      },
    },
    { ...target, action: "access.approved", actorId: admin.id, reason: "Go ahead." },
  ]);
});

test("another approval adds its environments, and takes none away", async () => {
  const minted = await mintAsking();
  const { developer, owner, id } = minted;
  for (const environments of [["production"], ["development"]]) {
    const { id: asked } = await requestAccess(developer, id, {
      grants: [refund],
      environments,
      ...why,
    });
    await approveRequest(owner, asked, {});
  }
  expect(await grantsOf(minted)).toMatchObject([{ approvedFor: ["development", "production"] }]);
});

test("those who decide are told, then who asked; an answered request rings no bell any more", async () => {
  const minted = await mintAsking();
  const { developer, owner, admin, id } = minted;
  const asked = await requestAccess(developer, id, { grants: [refund], ...why });
  const news = { kind: "access.requested", by: developer.name };
  expect(await told(minted, "owner")).toEqual([{ ...news, read: false }]);
  expect(await told(minted, "admin")).toEqual([{ ...news, read: false }]);
  expect(await told(minted, "auditor")).toEqual([]);
  await refuseRequest(owner, asked.id, { answer: "Use the refund desk." });
  expect(await told(minted, "admin")).toEqual([{ ...news, read: true }]);
  expect((await listNotifications(developer, {})).data).toMatchObject([
    {
      kind: "access.refused",
      facts: {
        requestId: asked.id,
        application: "CRM",
        asks: "orders:refund",
        by: owner.name,
        answer: "Use the refund desk.",
      },
      readAt: null,
    },
  ]);
  const own = await requestAccess(admin, id, { grants: [write], ...why });
  expect(await told(minted, "admin")).toHaveLength(1);
  await withdrawRequest(admin, own.id);
  expect((await told(minted, "owner"))[0]).toEqual({
    kind: "access.withdrawn",
    by: admin.name,
    read: false,
  });
});

test("of 50 decisions at once exactly one is made", async () => {
  const minted = await mintAsking();
  const { organization, developer, owner, admin, id } = minted;
  const asked = await requestAccess(developer, id, { grants: [refund], ...why });
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, i) =>
      i % 2
        ? approveRequest(i % 3 ? owner : admin, asked.id, {})
        : refuseRequest(i % 3 ? owner : admin, asked.id, { answer: "No." }),
    ),
  );
  const lost = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(lost).toHaveLength(49);
  expect(new Set(lost.map(({ reason }) => reason.code))).toEqual(new Set(["CONFLICT"]));
  const { status } = await getRequest(owner, asked.id);
  expect(await grantsOf(minted)).toHaveLength(status === "approved" ? 1 : 0);
  const decisions = (await auditOf(organization)).filter(({ action }) =>
    ["access.approved", "access.refused", "grants.approved"].includes(action),
  );
  expect(decisions).toHaveLength(status === "approved" ? 2 : 1);
  expect(await told(minted, "developer")).toHaveLength(1);
});

test("nobody decides on their own, nor on what they may not", async () => {
  const { organization, developer, admin, owner, auditor, id } = await mintAsking();
  const own = await requestAccess(admin, id, { grants: [refund], ...why });
  const decisions = [
    () => approveRequest(admin, own.id, {}),
    () => refuseRequest(admin, own.id, { answer: "No." }),
    () => approveRequest(developer, own.id, {}),
    () => refuseRequest(auditor, own.id, { answer: "No." }),
    () => withdrawRequest(owner, own.id),
  ];
  for (const decide of decisions) {
    await expect(decide()).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  const { actor: token } = await mintToken(organization, ["grants.write", "applications.write"]);
  await expect(approveRequest(token, own.id, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(requestAccess(token, id, { grants: [write], ...why })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const foreign = await createApplication(owner, { name: "Shop", baseUrl: "https://x.example" });
  await expect(
    requestAccess(developer, foreign.id, { grants: [write], ...why }),
  ).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(requestAccess(auditor, id, { grants: [write], ...why })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  await approveRequest(owner, own.id, {});
});

test("an answer has its form: a no says why, an old revision is told so", async () => {
  const { developer, owner, id } = await mintAsking();
  const ask = (input: unknown) => requestAccess(developer, id, input);
  for (const input of [
    { grants: [], ...why },
    { grants: [refund], reason: "  " },
    { grants: [refund], environments: [], ...why },
    { grants: [{ api: "orders", permission: "orders:none" }], ...why },
  ]) {
    await expect(ask(input)).rejects.toMatchObject({ code: "INVALID" });
  }
  const asked = await ask({ grants: [refund], ...why });
  await expect(refuseRequest(owner, asked.id, { answer: " " })).rejects.toMatchObject({
    code: "INVALID",
    extra: { errors: [{ path: "answer" }] },
  });
  await expect(approveRequest(owner, asked.id, {}, 7)).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
  });
  await refuseRequest(owner, asked.id, { answer: "No." }, 1);
  await expect(withdrawRequest(developer, asked.id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: `${owner.name} has refused this request already.`,
  });
});

test("what left the catalogue left the request; of an empty one nothing is approved", async () => {
  const { developer, owner, api, id, organization } = await mintAsking();
  const asked = await requestAccess(developer, id, { grants: [refund, write], ...why });
  const drop = (permission: keyof typeof api.permissions) =>
    transact({ organizationId: organization.id }, (tx) =>
      tx
        .delete(accessRequestItems)
        .where(
          and(
            eq(accessRequestItems.orgId, organization.id),
            eq(accessRequestItems.permissionId, api.permissions[permission]),
          ),
        ),
    );
  await transact({ organizationId: organization.id }, (tx) =>
    tx
      .delete(permissions)
      .where(
        and(eq(permissions.orgId, organization.id), eq(permissions.id, api.permissions.write)),
      ),
  );
  expect((await getRequest(owner, asked.id)).items).toHaveLength(1);
  await drop("refund");
  await expect(approveRequest(owner, asked.id, {})).rejects.toMatchObject({ code: "CONFLICT" });
  await refuseRequest(owner, asked.id, { answer: "It is gone." });
});
