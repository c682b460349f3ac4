import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { hygieneDays, keyNetworks, keyPolicies, memberships, policyExceptions } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { type ApplicationId, type KeyId, newId } from "@/lib/ids";
import { wholeOrganization } from "@/lib/policies/load-rules";
import { failure } from "@/lib/testing/failure";
import { ago, alter, mintCrm, tried } from "@/lib/testing/hygiene";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { rejection } from "@/lib/testing/trail";
import { countFindings, listFindings } from "./list";
import { noteHygiene } from "./note";
import { hygieneOverTime } from "./over-time";

testDatabase();

const seenFrom = (organization: MintedOrganization, keyId: KeyId, networks: number, days: number) =>
  transact(organization.owner, (tx) =>
    tx.insert(keyNetworks).values(
      Array.from({ length: networks }, (_, i) => ({
        orgId: organization.id,
        keyId,
        network: `203.0.${i + days}.0/24`,
        firstSeenAt: ago(days),
        lastSeenAt: ago(days),
      })),
    ),
  );

const found = async (...args: Parameters<typeof listFindings>) => {
  const { data, total } = await listFindings(...args);
  expect(total).toBeGreaterThanOrEqual(data.length);
  return data.map(({ key, findings, safeToRemove }) => [
    key.name,
    findings.map(({ name }) => name).join(" "),
    safeToRemove,
  ]);
};

describe("the findings", () => {
  test("tell of each key what is found in it and whether it is safe to remove", async () => {
    const { organization, owner, auditor, developer, make } = await mintCrm();
    await make("clean");
    await make("endless", { expiresAt: null });
    await make("prod", {}, { environment: "production" });
    await make("walled", {}, { environment: "production", allowedNetworks: ["203.0.113.7"] });
    const quiet = { createdAt: ago(200), lastUsedAt: ago(100) };
    await make("quiet", quiet);
    await make("quiet token", { ...quiet, kind: "jwt", sharedKey: null, hash: null });
    await tried(organization, await make("tried", quiet), 80);
    await tried(organization, await make("tried long ago", quiet), 91);
    await make("busy", { createdAt: ago(200), lastUsedAt: ago(1) });
    await seenFrom(organization, await make("shared"), 10, 29);
    await seenFrom(organization, await make("shared once"), 10, 31);
    const few = await make("few");
    await seenFrom(organization, few, 9, 2);
    await seenFrom(organization, few, 5, 40);
    await make("disabled", { status: "disabled", expiresAt: null });
    await make("revoked", { status: "revoked", expiresAt: null });
    await make("expired", { expiresAt: ago(1), createdAt: ago(200) });
    await make("retired", { expiresAt: null, retiresAt: ago(1) });
    await make("deleted", { deletedAt: ago(1), expiresAt: null });
    expect(await found(auditor, { sort: "name" })).toEqual([
      ["busy", "old", false],
      ["disabled", "never-expires", false],
      ["endless", "never-expires", false],
      ["prod", "no-networks", false],
      ["quiet", "idle old", true],
      ["quiet token", "idle old", false],
      ["shared", "many-networks", false],
      ["tried", "idle old", false],
      ["tried long ago", "idle old", true],
    ]);
    expect(await countFindings(auditor)).toEqual({
      keys: 13,
      clean: 4,
      findings: {
        "never-expires": 2,
        policy: 0,
        old: 5,
        idle: 4,
        "owner-left": 0,
        "many-networks": 1,
        "no-networks": 1,
      },
    });
    const [quietRow] = (await listFindings(owner, { finding: "idle", sort: "name" })).data;
    expect(quietRow).toMatchObject({
      key: { applicationName: "CRM", ownerName: developer.name, status: "active" },
      findings: [
        { name: "idle", words: expect.stringMatching(/^Idle since \d{4}-\d\d-\d\d\.$/) },
        {},
      ],
    });
  });

  test("are filtered, sorted and paged", async () => {
    const { organization, owner, developer, crm, make } = await mintCrm();
    await make("b", { expiresAt: null, createdAt: ago(3) });
    await make("a", { expiresAt: null, createdAt: ago(100), lastUsedAt: ago(4) });
    await make("C", { expiresAt: null, lastUsedAt: ago(1) }, { environment: "production" });
    const other = await mintKey(owner, "development");
    await alter(organization, other.key.id, { name: "d", createdAt: ago(2) });
    const names = async (query: object) => (await found(owner, query)).map(([name]) => name);
    expect((await names({})).slice(0, 2).sort()).toEqual(["C", "a"]);
    expect(await names({ sort: "name" })).toEqual(["a", "b", "C", "d"]);
    expect(await names({ sort: "name", order: "desc" })).toEqual(["d", "C", "b", "a"]);
    expect(await names({ sort: "createdAt" })).toEqual(["a", "b", "d", "C"]);
    expect((await names({ sort: "lastUsedAt", order: "desc" })).slice(0, 2)).toEqual(["C", "a"]);
    expect(await names({ environment: "production" })).toEqual(["C"]);
    expect(await names({ finding: "old" })).toEqual(["a"]);
    expect(await names({ finding: "owner-left" })).toEqual([]);
    expect(await names({ application: other.applicationId })).toEqual(["d"]);
    expect(await names({ owner: developer.id, sort: "name" })).toEqual(["a", "b", "C"]);
    expect(await names({ owner: "me" })).toEqual(["d"]);
    expect(await listFindings(owner, { sort: "name", limit: 2, page: 2 })).toMatchObject({
      data: [{ key: { name: "C" } }, { key: { name: "d" } }],
      total: 4,
      counts: { keys: 4, clean: 0 },
    });
    expect(
      await listFindings(owner, { finding: "old", application: crm.id, limit: 1 }),
    ).toMatchObject({ total: 1, counts: { keys: 3, findings: { "never-expires": 3 } } });
    expect(await listFindings(owner, { page: 9 })).toMatchObject({ data: [], total: 4 });
    for (const query of [
      { finding: "none" },
      { sort: "status" },
      { limit: 101 },
      { page: 0 },
      { page: "٣" },
      { limit: "1e309" },
      { environment: "prod" },
      { owner: "x" },
      { more: 1 },
    ]) {
      expect(await failure(listFindings(owner, query))).toMatchObject({ code: "INVALID" });
    }
  });

  test("know the rules, those of an application, and exceptions", async () => {
    const { organization, owner, crm, make } = await mintCrm();
    const strict = await make("strict");
    const excepted = await make("excepted");
    const other = await mintKey(owner, "staging");
    const rules = (applicationId: ApplicationId, wish: object) =>
      transact(owner, (tx) =>
        tx
          .insert(keyPolicies)
          .values({ orgId: organization.id, applicationId, rules: wish, updatedBy: owner.id }),
      );
    await rules(crm.id, { networksRequired: { staging: true } });
    await transact(owner, (tx) =>
      tx.insert(policyExceptions).values({
        orgId: organization.id,
        keyId: excepted,
        rule: "networks",
        until: sql`now() + interval '1 day'`,
        reason: "Moving",
        createdBy: owner.id,
      }),
    );
    const broken = async () =>
      (await listFindings(owner, { finding: "policy" })).data.map(({ key }) => key.id);
    expect(await broken()).toEqual([strict]);
    await rules(wholeOrganization, { neverAllowed: { staging: false } });
    expect((await broken()).sort()).toEqual([strict, other.key.id].sort());
    await transact(owner, (tx) => tx.update(policyExceptions).set({ until: ago(1) }));
    expect(await broken()).toHaveLength(3);
    await transact(owner, (tx) =>
      tx
        .update(keyPolicies)
        .set({ rules: { garbage: 1 } })
        .where(eq(keyPolicies.applicationId, crm.id)),
    );
    expect(await broken()).toEqual([other.key.id]);
  });

  test("tell of an owner who left", async () => {
    const { organization, owner, developer, make } = await mintCrm();
    const id = await make("left");
    await transact(owner, (tx) =>
      tx
        .update(memberships)
        .set({ removedAt: new Date("2026-03-04T05:06:07Z") })
        .where(and(eq(memberships.orgId, organization.id), eq(memberships.id, developer.id))),
    );
    expect((await listFindings(owner, {})).data).toMatchObject([
      { key: { id }, findings: [{ name: "owner-left", words: "Its owner left on 2026-03-04." }] },
    ]);
  });

  test("are those of the own organization", async () => {
    const { owner } = await mintOrganization();
    const { crm, make } = await mintCrm();
    await make("foreign", { expiresAt: null });
    expect(await listFindings(owner, {})).toMatchObject({
      data: [],
      total: 0,
      counts: { keys: 0 },
    });
    const foreign = await rejection(listFindings(owner, { application: crm.id }));
    const absent = await rejection(listFindings(owner, { application: newId("app") }));
    expect(foreign).toEqual(absent);
    const { actor } = await mintToken({ id: owner.organizationId }, ["applications.read"]);
    expect(await failure(listFindings(actor, {}))).toMatchObject({ code: "FORBIDDEN" });
    expect(await failure(countFindings(actor))).toMatchObject({ code: "FORBIDDEN" });
    expect(await failure(hygieneOverTime(actor))).toMatchObject({ code: "FORBIDDEN" });
  });
});

test("each day is noted, the present one anew", async () => {
  const { organization, owner, auditor, make } = await mintCrm();
  await make("clean");
  const endless = await make("endless", { expiresAt: null });
  expect(await noteHygiene()).toBeGreaterThan(0);
  const today = { keys: 2, clean: 1, findings: { "never-expires": 1, idle: 0 } };
  expect(await hygieneOverTime(auditor)).toMatchObject([
    { day: new Date().toISOString().slice(0, 10), ...today },
  ]);
  await alter(organization, endless, { expiresAt: sql`now() + interval '1 day'` });
  await Promise.all([noteHygiene(), noteHygiene()]);
  expect(await hygieneOverTime(auditor)).toMatchObject([{ keys: 2, clean: 2 }]);
  await transact(owner, (tx) =>
    tx.insert(hygieneDays).values(
      [1, 29, 30, 364, 365].map((days) => ({
        orgId: organization.id,
        day: sql`(now() at time zone 'utc')::date - ${days}::integer`,
        keys: days,
        clean: 0,
        findings: {},
      })),
    ),
  );
  const sizes = async (days?: number) =>
    (await hygieneOverTime(auditor, { days })).map(({ keys }) => keys);
  expect(await sizes(1)).toEqual([2]);
  expect(await sizes(30)).toEqual([29, 1, 2]);
  expect(await sizes()).toEqual([30, 29, 1, 2]);
  expect(await sizes(365)).toEqual([364, 30, 29, 1, 2]);
  for (const days of [
    0,
    -1,
    366,
    1.5,
    2 ** 31,
    2 ** 53,
    Number.POSITIVE_INFINITY,
    Number.NaN,
    "30",
    "0x10",
    "٣",
  ]) {
    const { code, extra } = await failure(hygieneOverTime(auditor, { days }));
    expect([code, extra.errors?.[0]?.path]).toEqual(["INVALID", "days"]);
  }
});
