import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createApplication } from "@/lib/applications/create";
import { createKey } from "@/lib/keys/create";
import { getKey } from "@/lib/keys/get";
import { enableKey } from "@/lib/keys/set-status";
import { done, inDays, mintBound, told } from "@/lib/testing/bound-keys";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { enforcePolicies } from "./enforce";
import { wholeOrganization } from "./load-rules";

testDatabase();

const networks = { networksRequired: { production: true } };

describe("a key that breaks a rule", () => {
  test("is disabled when it is due, not before; gates, log and owner hear of it, once", async () => {
    const bound = await mintBound();
    const { organization, developer, crm, make, rule, statusOf, enforced } = bound;
    const id = await make("ci");
    const due = inDays(0, 3_000);
    await rule(wholeOrganization, {
      rules: networks,
      enforcedFrom: { "networks.production": due.toISOString() },
    });
    expect(await enforced()).toBe(1);
    expect(await statusOf(id)).toBe("active");
    await rule(wholeOrganization, {
      rules: networks,
      enforcedFrom: { "networks.production": inDays(0, -1).toISOString() },
    });
    const before = (await changesOf(organization)).length;
    expect(await enforced()).toBe(1);
    const words = expect.stringMatching(/^Production keys name the networks/);
    expect(await getKey(developer, id)).toMatchObject({
      status: "disabled",
      statusBy: "enforce-policies",
      statusNote: words,
      statusSince: expect.any(String),
      revision: 2,
    });
    expect((await changesOf(organization)).slice(before)).toEqual([
      { kind: "key", id, revision: 2 },
    ]);
    expect((await done(bound)).at(-1)).toMatchObject({
      action: "key.disabled",
      actorId: "enforce-policies",
      actorName: "Enforce policies",
      targetId: id,
      applicationId: crm.id,
      reason: words,
      before: { status: "active" },
      after: { status: "disabled" },
    });
    expect((await told(developer))[0]).toEqual({
      kind: "key.stopped",
      facts: {
        keyId: id,
        key: "ci",
        applicationId: crm.id,
        application: "CRM",
        rule: "networks",
        what: "disabled",
      },
    });
    const events = (await auditOf(organization)).length;
    expect(await enforced()).toBe(0);
    expect((await auditOf(organization)).length).toBe(events);
  });

  test("is left alone while it is excepted, and disabled when the exception ends", async () => {
    const { make, rule, except, statusOf, enforced } = await mintBound();
    const id = await make("ci");
    const other = await make("other");
    await except(id, "networks", inDays(40));
    await except(id, "idle", inDays(-1));
    await except(other, "never", inDays(40));
    await rule(wholeOrganization, { rules: networks });
    expect(await enforced()).toBe(1);
    expect([await statusOf(id), await statusOf(other)]).toEqual(["active", "disabled"]);
    await except(id, "networks", inDays(0, -1));
    expect(await enforced()).toBe(1);
    expect(await statusOf(id)).toBe("disabled");
  });

  test.each([
    ["never", { neverAllowed: { production: false } }, {}, { expiresAt: inDays(400) }],
    [
      "lifetime",
      { maxLifetimeDays: { production: 90 } },
      { expiresAt: inDays(91) },
      { expiresAt: inDays(90) },
    ],
    ["networks", networks, {}, { allowedNetworks: ["203.0.113.7/32"] }],
    [
      "idle",
      { disableIdleDays: 60 },
      { createdAt: inDays(-60, -1000), expiresAt: inDays(400) },
      { createdAt: inDays(-300), lastUsedAt: inDays(-60, 60_000), expiresAt: inDays(400) },
    ],
    [
      "rotation",
      { rotateEveryDays: 60, rotationEnforced: true },
      { createdAt: inDays(-60, -1000) },
      { createdAt: inDays(-60, 60_000) },
    ],
  ] as const)(
    "%s: what breaks it is disabled, what obeys is not",
    async (name, rules, bad, good) => {
      const bound = await mintBound({ rules: { rotateEveryDays: null, ...rules } });
      const [broken, obedient] = [await bound.make("bad", bad), await bound.make("good", good)];
      await bound.enforced();
      expect([await bound.statusOf(broken), await bound.statusOf(obedient)]).toEqual([
        "disabled",
        "active",
      ]);
      expect(
        (await told(bound.developer)).find(({ kind }) => kind === "key.stopped"),
      ).toMatchObject({
        facts: { rule: name, key: "bad" },
      });
      await enableKey(bound.owner, broken).catch(() => {});
      await bound.enforced();
      expect(await bound.statusOf(broken)).toBe("disabled");
    },
  );

  test("of an application with stricter rules is judged by them", async () => {
    const bound = await mintBound();
    const { owner, crm, make, rule, statusOf, enforced, organization } = bound;
    const id = await make("ci");
    const shop = await createApplication(owner, { name: "Shop", baseUrl: "https://x.example" });
    const { key } = await createKey(owner, shop.id, { name: "ci", environment: "production" });
    await rule(crm.id, { rules: networks });
    expect(await enforced()).toBe(1);
    expect([await statusOf(id), await statusOf(key.id)]).toEqual(["disabled", "active"]);
    expect(organization.id).toBe(owner.organizationId);
  });

  test("is not disabled where it is not active, over or deleted", async () => {
    const { make, statusOf, enforced } = await mintBound({ rules: networks });
    const id = await make("quarantined", { status: "quarantined" });
    await make("disabled", { status: "disabled" });
    await make("revoked", { status: "revoked" });
    await make("expired", { expiresAt: inDays(-1) });
    await make("retired", { retiresAt: inDays(-1) });
    await make("deleted", { deletedAt: inDays(-1) });
    expect(await enforced()).toBe(0);
    expect(await statusOf(id)).toBe("quarantined");
  });

  test("is only reminded of a rotation that nobody enforces", async () => {
    const bound = await mintBound({ rules: { rotateEveryDays: 90 } });
    const { developer, make, statusOf, enforced } = bound;
    const late = await make("late", { createdAt: inDays(-400) });
    const soon = await make("soon", { createdAt: inDays(-84) });
    expect(await enforced()).toBe(1);
    expect([await statusOf(late), await statusOf(soon)]).toEqual(["active", "active"]);
    expect(await told(developer)).toMatchObject([
      { kind: "key.due", facts: { keyId: soon, rule: "rotation", daysLeft: 6 } },
    ]);
  });
});

describe("a key that a policy has disabled", () => {
  const revoking = { ...networks, revokeDisabledDays: 10 };

  test("is revoked so many days later, where it still breaks a rule", async () => {
    const bound = await mintBound({ rules: revoking });
    const { organization, developer, make, alter, except, statusOf, enforced } = bound;
    const id = await make("ci");
    const mended = await make("mended");
    const excepted = await make("excepted");
    expect(await enforced()).toBe(3);
    for (const one of [id, mended, excepted])
      await alter(one, { statusSince: inDays(-10, 60_000) });
    expect(await enforced()).toBe(0);
    for (const one of [id, mended, excepted]) await alter(one, { statusSince: inDays(-10, -1) });
    await alter(mended, { allowedNetworks: ["203.0.113.7/32"] });
    await except(excepted, "networks", inDays(1));
    const before = (await changesOf(organization)).length;
    expect(await enforced()).toBe(1);
    expect(await getKey(developer, id)).toMatchObject({
      status: "revoked",
      revokeReason: "other",
      revokedBy: "enforce-policies",
    });
    expect([await statusOf(mended), await statusOf(excepted)]).toEqual(["disabled", "disabled"]);
    expect((await changesOf(organization)).slice(before)).toMatchObject([{ kind: "key", id }]);
    expect((await done(bound)).at(-1)).toMatchObject({
      action: "key.revoked",
      targetId: id,
      reason: expect.stringMatching(/^other: Production keys name/),
    });
    expect((await told(developer))[0]).toMatchObject({
      kind: "key.stopped",
      facts: { keyId: id, rule: "networks", what: "revoked" },
    });
    expect(await enforced()).toBe(0);
  });

  test("is revoked as unused where it was idle", async () => {
    const rules = { disableIdleDays: 30, revokeDisabledDays: 1 };
    const { make, alter, enforced, owner } = await mintBound({ rules });
    const id = await make("ci", { createdAt: inDays(-200) });
    await enforced();
    await alter(id, { statusSince: inDays(-1, -1) });
    await enforced();
    expect(await getKey(owner, id)).toMatchObject({ status: "revoked", revokeReason: "unused" });
  });

  test("stays where nobody wants it revoked, and so does one that people disabled", async () => {
    const { developer, make, alter, rule, statusOf, enforced } = await mintBound({
      rules: networks,
    });
    const id = await make("ci");
    await enforced();
    await alter(id, { statusSince: inDays(-400) });
    expect(await enforced()).toBe(0);
    await rule(wholeOrganization, { rules: revoking });
    await alter(id, { statusBy: developer.id });
    expect(await enforced()).toBe(0);
    expect(await statusOf(id)).toBe("disabled");
  });
});

test("many workers at once do everything once", async () => {
  const bound = await mintBound({ rules: networks });
  const { make, enforced } = bound;
  for (let i = 0; i < 5; i++) await make(`stopped ${i}`);
  const fine = { allowedNetworks: ["203.0.113.7/32"], createdAt: inDays(-300) };
  for (let i = 0; i < 5; i++) await make(`told ${i}`, { ...fine, expiresAt: inDays(6) });
  const counts = await Promise.all(Array.from({ length: 6 }, () => enforced()));
  expect(counts.reduce((sum, count) => sum + count)).toBe(10);
  const actions = (await done(bound)).map(({ action }) => action).sort();
  expect(actions).toEqual([...Array(5).fill("key.disabled"), ...Array(5).fill("key.reminded")]);
  expect(await told(bound.developer)).toHaveLength(10);
});

test("what fails in one organization harms no other, and no expiry is overlooked", async () => {
  const bad = await mintBound({ rules: { networksRequired: "garbage" } });
  const soon = { createdAt: inDays(-300), expiresAt: inDays(6) };
  const expiring = await bad.make("soon", soon);
  const broken = await bad.make("broken");
  const good = await mintBound({ rules: networks });
  const stopped = await good.make("ci");
  await enforcePolicies();
  expect(await good.statusOf(stopped)).toBe("disabled");
  expect(await bad.statusOf(broken)).toBe("active");
  expect(await told(bad.developer)).toMatchObject([{ facts: { keyId: expiring, rule: "expiry" } }]);
});
