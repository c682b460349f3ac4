import { and, eq, sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import {
  hygieneDays,
  keyNetworks,
  keyPolicies,
  keys,
  memberships,
  policyExceptions,
  usageMinutes,
} from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { type ApplicationId, fromUuid, type KeyId, newId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { wholeOrganization } from "@/lib/policies/load-rules";
import { failure } from "@/lib/testing/failure";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { dayOf, makePartitions } from "@/lib/usage/partitions";
import { countFindings, listFindings } from "./list";
import { noteHygiene } from "./note";
import { hygieneOverTime } from "./over-time";
import { removeUnused } from "./remove-unused";

testDatabase();

const ago = (days: number) => sql`now() - make_interval(days => ${days})`;

const alter = (organization: MintedOrganization, id: KeyId, changes: object) =>
  transact(organization.owner, (tx) =>
    tx
      .update(keys)
      .set(changes)
      .where(and(eq(keys.orgId, organization.id), eq(keys.id, id))),
  );

/** An application of the developer's, with what makes its keys. */
async function mintCrm() {
  const organization = await mintOrganization();
  const { developer } = organization;
  const crm = await createApplication(developer, { name: "CRM", baseUrl: "https://crm.example" });
  const make = async (name: string, changes: object = {}, wish: object = {}) => {
    const { key } = await createKey(developer, crm.id, { name, environment: "staging", ...wish });
    await alter(organization, key.id, { expiresAt: sql`now() + interval '300 days'`, ...changes });
    return key.id;
  };
  return { ...organization, organization, crm, make };
}

async function tried(organization: MintedOrganization, keyId: KeyId, days: number) {
  const minute = new Date(Math.floor((Date.now() - days * 86_400_000) / 60_000) * 60_000);
  await makePartitions([dayOf(minute.getTime())]);
  await transactSystem((tx) =>
    tx.insert(usageMinutes).values({
      orgId: organization.id,
      minute,
      applicationId: wholeOrganization,
      keyId,
      apiId: fromUuid("api", "00000000-0000-0000-0000-000000000000"),
      environment: "staging",
      outcome: "DISABLED",
      count: 1,
      cost: 0,
    }),
  );
}

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

describe("removing what is unused", () => {
  const quiet = { createdAt: ago(200), lastUsedAt: ago(100) };

  test("revokes what is provably unused, tells of the rest why not, and leaves an event each", async () => {
    const { organization, developer, owner, make } = await mintCrm();
    const unused = await make("unused", quiet);
    const never = await make("never", { createdAt: ago(90), status: "disabled" });
    const busy = await make("busy", { ...quiet, lastUsedAt: ago(89) });
    const young = await make("young");
    const attempted = await make("tried", quiet);
    await tried(organization, attempted, 80);
    const gone = await make("gone", { ...quiet, status: "revoked" });
    const others = (await mintKey(owner)).key;
    await alter(organization, others.id, quiet);
    const foreign = (await mintKey((await mintOrganization()).owner)).key;
    const absent = newId("key");
    const ids = [
      busy,
      unused,
      attempted,
      never,
      young,
      gone,
      others.id,
      foreign.id,
      absent,
      unused,
    ];
    const before = (await auditOf(organization)).length;
    const answer = await removeUnused(developer, { ids });
    expect(answer).toMatchObject({ effectiveAt: expect.any(String), gates: { acknowledged: 0 } });
    expect(answer.removed.map(({ id }) => id).sort()).toEqual([unused, never].sort());
    const words = Object.fromEntries(
      answer.failed.map((one) => [one.id, `${one.name}: ${one.words}`]),
    );
    expect(words).toEqual({
      [busy]: "busy: It was used or made in the last 90 days.",
      [young]: "young: It was used or made in the last 90 days.",
      [attempted]: "tried: Somebody tried to use it in the last 90 days.",
      [gone]: "gone: It is revoked already.",
      [others.id]: expect.stringMatching(/^ci: You may do this on applications that you own/),
      [foreign.id]: ": There is no such key.",
      [absent]: ": There is no such key.",
    });
    expect(await getKey(owner, unused)).toMatchObject({
      status: "revoked",
      revokeReason: "unused",
    });
    for (const id of [busy, young, attempted, others.id]) {
      expect(await getKey(owner, id)).toMatchObject({ status: "active" });
    }
    const events = (await auditOf(organization)).slice(before);
    expect(events.map(({ action, outcome, targetId }) => [action, outcome, targetId])).toEqual([
      ...[unused, never].sort().map((id) => ["key.revoked", "success", id]),
      ["key.revoke.refused", "refused", null],
    ]);
    expect(events[0]).toMatchObject({ actorId: developer.id, reason: "unused" });
    expect((await changesOf(organization)).slice(-2).map(({ id }) => id)).toEqual(
      [unused, never].sort(),
    );
  });

  test("takes no long lists, nor ids of something else, nor those who may not", async () => {
    const { owner, auditor, crm } = await mintCrm();
    const many = Array.from({ length: 101 }, () => newId("key"));
    for (const ids of [[], many, [crm.id], "key_1", undefined]) {
      expect(await failure(removeUnused(owner, { ids }))).toMatchObject({ code: "INVALID" });
    }
    expect((await removeUnused(owner, { ids: many.slice(1) })).failed).toHaveLength(100);
    const ids = many.slice(1);
    expect(await failure(removeUnused(auditor, { ids }))).toMatchObject({ code: "FORBIDDEN" });
  });

  test("of many at once each key is revoked once", async () => {
    const { organization, owner, make } = await mintCrm();
    const ids = [await make("a", quiet), await make("b", quiet), await make("c", quiet)];
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        removeUnused(owner, { ids: i % 2 ? ids : [...ids].reverse() }),
      ),
    );
    expect(answers.flatMap(({ removed }) => removed)).toHaveLength(3);
    const revoked = (await auditOf(organization)).filter(({ action }) => action === "key.revoked");
    expect(revoked).toHaveLength(3);
  });
});
