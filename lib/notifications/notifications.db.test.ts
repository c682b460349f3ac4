import { and, eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { notifications } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { scopes } from "@/lib/access/rights";
import { newId } from "@/lib/ids";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, rejection } from "@/lib/testing/trail";
import { countUnread } from "./count-unread";
import { listNotifications } from "./list";
import { markRead } from "./mark-read";
import { notify } from "./notify";
import { pruneNotifications } from "./prune";

testDatabase();

const tell = (by: MemberActor, to: MemberActor[], asks = "orders:refund") =>
  transact(by, (tx) =>
    notify(
      tx,
      by,
      to.map((member) => member.id),
      "access.requested",
      {
        requestId: newId("acr"),
        applicationId: newId("app"),
        application: "CRM",
        asks,
        by: by.name,
      },
    ),
  );

const asksOf = async (actor: MemberActor, query: object = {}) =>
  (await listNotifications(actor, query)).data.map(({ facts }) =>
    "asks" in facts ? facts.asks : null,
  );

test("a member is told once, of others' doings only, newest first", async () => {
  const { owner, admin, developer } = await mintOrganization();
  await tell(developer, [owner, admin, owner, developer], "first");
  await tell(admin, [owner, admin], "second");
  expect(await asksOf(owner)).toEqual(["second", "first"]);
  expect(await asksOf(admin)).toEqual(["first"]);
  expect(await asksOf(developer)).toEqual([]);
  expect(await asksOf(owner, { limit: "1", page: "2" })).toEqual(["first"]);
  const { nextCursor } = await listNotifications(owner, { limit: 1 });
  expect(await asksOf(owner, { after: nextCursor })).toEqual(["first"]);
});

test("what is read is read for its member alone, and stays read since then", async () => {
  const organization = await mintOrganization();
  const { owner, admin, developer } = organization;
  await tell(developer, [owner, admin], "first");
  await tell(developer, [owner, admin], "second");
  const [second] = (await listNotifications(owner, {})).data;
  await markRead(owner, second?.id);
  expect(await countUnread(owner)).toBe(1);
  expect(await asksOf(owner, { unread: "true" })).toEqual(["first"]);
  const [read] = (await listNotifications(owner, {})).data;
  expect(read?.readAt).toEqual(expect.any(String));
  await markRead(owner, "all");
  await markRead(owner, second?.id);
  expect(await countUnread(owner)).toBe(0);
  expect((await listNotifications(owner, {})).data[0]).toEqual(read);
  expect(await countUnread(admin)).toBe(2);
  expect(await auditOf(organization)).toEqual([]);
});

test("another's notification is as one that does not exist, and no machine has any", async () => {
  const organization = await mintOrganization();
  const { owner, admin, developer } = organization;
  await tell(developer, [owner]);
  const [news] = (await listNotifications(owner, {})).data;
  const missing = await rejection(markRead(admin, newId("ntf")));
  expect(missing).toMatchObject({ code: "NOT_FOUND" });
  const { owner: stranger } = await mintOrganization();
  for (const actor of [admin, stranger]) {
    expect(await rejection(markRead(actor, news?.id))).toEqual(missing);
  }
  for (const odd of [undefined, "everything", 1, newId("acr")]) {
    expect(await rejection(markRead(owner, odd))).toEqual(missing);
  }
  await markRead(admin, "all");
  expect(await countUnread(owner)).toBe(1);
  const { actor: token } = await mintToken(organization, scopes);
  for (const verb of [
    () => listNotifications(token, {}),
    () => countUnread(token),
    () => markRead(token, "all"),
  ]) {
    await expect(verb()).rejects.toMatchObject({ code: "FORBIDDEN" });
  }
  await expect(listNotifications(owner, { member: admin.id })).rejects.toMatchObject({
    code: "INVALID",
  });
});

test("what was read long ago is forgotten, what is unread is not", async () => {
  const { owner, developer, id } = await mintOrganization();
  for (const asks of ["unread", "lately", "long ago"]) await tell(developer, [owner], asks);
  const readSince = (asks: string, days: number) =>
    transact(owner, (tx) =>
      tx
        .update(notifications)
        .set({ readAt: sql`now() - make_interval(days => ${days})` })
        .where(and(eq(notifications.orgId, id), eq(sql`${notifications.facts} ->> 'asks'`, asks))),
    );
  await readSince("lately", 89);
  await readSince("long ago", 91);
  expect(await pruneNotifications()).toBe(1);
  expect(await asksOf(owner)).toEqual(["lately", "unread"]);
});
