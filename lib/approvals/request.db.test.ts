import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { deleteApplication } from "@/lib/applications/delete";
import { newId } from "@/lib/ids";
import { listNotifications } from "@/lib/notifications/list";
import { mintAsking, read, refund, why, write } from "@/lib/testing/approvals";
import { auditOf, rejection } from "@/lib/testing/trail";
import { approveRequest } from "./approve";
import { getRequest } from "./get";
import { listRequests } from "./list";
import { refuseRequest } from "./refuse";
import { requestAccess } from "./request";
import { withdrawRequest, withdrawRequestsOf } from "./withdraw";

testDatabase();

test("of 50 alike requests at once one is made; what is given already is not asked for", async () => {
  const { developer, owner, id } = await mintAsking();
  const ask = () => requestAccess(developer, id, { grants: [write, refund], ...why });
  const outcomes = await Promise.allSettled(Array.from({ length: 50 }, ask));
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const part = { grants: [refund], environments: ["production"], ...why };
  await expect(requestAccess(developer, id, part)).rejects.toMatchObject({ code: "CONFLICT" });
  const [pending] = (await listRequests(developer, { status: "pending" })).data;
  if (!pending) throw new Error("there is no request");
  await approveRequest(owner, pending.id, {});
  await expect(requestAccess(developer, id, part)).rejects.toMatchObject({
    code: "CONFLICT",
    message: "CRM has all of this already, approved for these environments.",
  });
  const more = await requestAccess(developer, id, { grants: [refund, read], ...why });
  expect(more.items.map((item) => item.permission?.name)).toEqual(["orders:read"]);
});

test("a developer sees their own and those of their applications; strangers' do not exist", async () => {
  const { developer, owner, auditor, id } = await mintAsking();
  const theirs = await mintAsking();
  const shop = await createApplication(owner, { name: "Shop", baseUrl: "https://x.example" });
  const hidden = await requestAccess(owner, shop.id, { grants: [read], ...why });
  const forCrm = await requestAccess(owner, id, { grants: [read], ...why });
  const own = await requestAccess(developer, id, { grants: [refund], ...why });
  const ids = async (actor: typeof owner) =>
    (await listRequests(actor, {})).data.map((request) => request.id);
  expect(await ids(developer)).toEqual([own.id, forCrm.id]);
  expect(await ids(auditor)).toEqual([own.id, forCrm.id, hidden.id]);
  expect(await ids(theirs.owner)).toEqual([]);
  expect((await listRequests(owner, { application: shop.id })).total).toBe(1);
  const unknown = newId("acr");
  for (const decide of [
    (which: string) => getRequest(theirs.owner, which),
    (which: string) => approveRequest(theirs.owner, which, {}),
    (which: string) => refuseRequest(theirs.owner, which, { answer: "No." }),
    (which: string) => withdrawRequest(theirs.developer, which),
  ]) {
    expect(await rejection(decide(own.id))).toEqual(await rejection(decide(unknown)));
    await expect(decide("nonsense")).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
  expect(await rejection(getRequest(developer, hidden.id))).toEqual(
    await rejection(getRequest(developer, unknown)),
  );
});

test("who leaves and what is deleted take their pending requests along", async () => {
  const { organization, developer, owner, admin, id } = await mintAsking();
  const first = await requestAccess(admin, id, { grants: [write], ...why });
  await transact(owner, (tx) => withdrawRequestsOf(tx, owner, admin.id));
  expect(await getRequest(owner, first.id)).toMatchObject({
    status: "withdrawn",
    answer: "Who asked has left.",
  });
  const second = await requestAccess(developer, id, { grants: [refund], ...why });
  await deleteApplication(owner, id);
  expect(await getRequest(owner, second.id)).toMatchObject({
    status: "withdrawn",
    application: { name: "CRM", deleted: true },
  });
  await expect(approveRequest(owner, second.id, {})).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await listNotifications(developer, {})).data[0]?.kind).toBe("access.withdrawn");
  const withdrawn = (await auditOf(organization)).filter((e) => e.action === "access.withdrawn");
  expect(withdrawn.map((event) => event.targetId)).toEqual([first.id, second.id]);
});
