import { and, eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { keyPolicies, keys, policyExceptions } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { connectApplication } from "@/lib/applications/connect";
import { createApplication } from "@/lib/applications/create";
import { createKey } from "@/lib/keys/create";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";
import { rotateKey } from "@/lib/keys/rotate";
import { disableKey, enableKey } from "@/lib/keys/set-status";
import { mintApi } from "@/lib/testing/catalog";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { dayMs } from "./breaches";
import { exceptKey } from "./except-key";
import { needsApproval } from "./expect";
import { withRules } from "./merge";
import { setApplicationRules } from "./override";
import { loosestRules } from "./rules";
import { setPolicies } from "./set";

testDatabase();

const ahead = (days: number) => new Date(Date.now() + days * dayMs).toISOString();
const dateAhead = (days: number) => ahead(days).slice(0, 10);

let made = 0;
async function ruled(rules: object) {
  const organization = await mintOrganization();
  const name = `Application ${++made}`;
  const { id } = await createApplication(organization.owner, {
    name,
    baseUrl: "https://x.example",
  });
  await setPolicies(organization.owner, { rules });
  return { ...organization, application: id, name };
}

const keyOf = ({ owner, application }: Awaited<ReturnType<typeof ruled>>, more: object = {}) =>
  createKey(owner, application, { name: "ci", environment: "production", ...more });

const refused = (path: string, message: string | RegExp) => ({
  code: "INVALID",
  extra: {
    errors: [
      { path, message: typeof message === "string" ? message : expect.stringMatching(message) },
    ],
  },
});

const overdue = (organization: MintedOrganization) =>
  transact(organization.owner, (tx) =>
    tx.update(keyPolicies).set({ enforcedFrom: {} }).where(eq(keyPolicies.orgId, organization.id)),
  );

describe("a new key obeys at once", () => {
  test("its lifetime", async () => {
    const place = await ruled({ maxLifetimeDays: { production: 90 } });
    const words = `Production keys live at most 90 days here: choose an end before ${dateAhead(90)}.`;
    const refusal = refused("expiresAt", words);
    await expect(keyOf(place)).rejects.toMatchObject({
      ...refusal,
      message: `Policy (never): ${words}`,
    });
    await expect(keyOf(place, { expiresAt: ahead(91) })).rejects.toMatchObject({
      ...refusal,
      message: `Policy (lifetime): ${words}`,
    });
    await keyOf(place, { expiresAt: ahead(90) });
    await keyOf(place, { expiresAt: `${dateAhead(90)}T00:00:00Z` });
    await keyOf(place, { environment: "staging" });
    const wish = { name: "Wizard", baseUrl: "https://x.example", grants: [] };
    const { slug } = await mintApi(place);
    const grants = [{ api: slug, permission: "orders:read" }];
    const key = { name: "first", environment: "production" };
    await expect(connectApplication(place.owner, { ...wish, grants, key })).rejects.toMatchObject(
      refused("key.expiresAt", words),
    );
  });

  test("everything else, each at its field", async () => {
    const place = await ruled({
      neverAllowed: { production: false },
      networksRequired: { production: true },
    });
    await expect(keyOf(place)).rejects.toMatchObject({
      message: "Policy does not allow this key (never, networks).",
      extra: {
        errors: [
          { path: "expiresAt", message: "Production keys must have an end here: choose one." },
          { path: "allowedNetworks", message: expect.stringContaining("add at least one") },
        ],
      },
    });
    await keyOf(place, { expiresAt: ahead(9999), allowedNetworks: ["203.0.113.0/24"] });
    const token = keyOf(place, { kind: "jwt", expiresAt: ahead(30) });
    await expect(token).rejects.toMatchObject(refused("kind", /choose a secret key/));
  });

  test("the rules of its application too", async () => {
    const place = await ruled({ maxLifetimeDays: { production: 90 } });
    const rules = { maxLifetimeDays: { production: 30 } };
    await setApplicationRules(place.owner, place.application, { rules });
    await expect(keyOf(place, { expiresAt: ahead(60) })).rejects.toMatchObject(
      refused("expiresAt", /at most 30 days/),
    );
  });

  test("approval is for developers", async () => {
    const { owner, admin, developer } = await mintOrganization();
    const rules = withRules(loosestRules, { approvalRequired: { production: true } });
    expect(
      [owner, admin, developer].map((actor) => needsApproval(rules, actor, "production")),
    ).toEqual([false, false, true]);
    expect(needsApproval(rules, developer, "staging")).toBe(false);
  });
});

describe("how many keys are active", () => {
  const active = (place: Awaited<ReturnType<typeof ruled>>) =>
    transact(place.owner, (tx) =>
      tx.$count(keys, and(eq(keys.orgId, place.id), eq(keys.status, "active"))),
    );

  test("of fifty at once, as many are made as may be", async () => {
    const place = await ruled({ maxActiveKeys: { production: 7 } });
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, () => keyOf(place)));
    const lost = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(lost).toHaveLength(43);
    expect(new Set(lost.map(({ reason }) => reason.extra.errors[0].path))).toEqual(
      new Set(["environment"]),
    );
    expect(await active(place)).toBe(7);
    await keyOf(place, { environment: "staging" });
  });

  test("what is over, disabled or being replaced does not count", async () => {
    const place = await ruled({ maxActiveKeys: { production: 2 } });
    const { owner, name } = place;
    const [first, second] = [await keyOf(place), await keyOf(place)];
    const full = refused(
      "environment",
      `${name} has 2 active production keys and may have 2: disable or revoke one first.`,
    );
    await expect(keyOf(place)).rejects.toMatchObject(full);
    await rotateKey(owner, first.key.id, { overlap: "24h" });
    await expect(keyOf(place)).rejects.toMatchObject(full);
    await revokeKey(owner, second.key.id, {});
    const third = await keyOf(place);
    await disableKey(owner, third.key.id, {});
    await keyOf(place);
    await expect(enableKey(owner, third.key.id, {})).rejects.toMatchObject(full);
  });

  test("the other of a pair that is being rotated is enabled: they count once", async () => {
    const place = await ruled({ maxActiveKeys: { production: 1 } });
    const { owner } = place;
    const old = (await keyOf(place)).key;
    const { key } = await rotateKey(owner, old.id, { overlap: "24h" });
    for (const half of [old, key]) {
      await disableKey(owner, half.id, {});
      await enableKey(owner, half.id, {});
    }
    await disableKey(owner, old.id, {});
    await disableKey(owner, key.id, {});
    await keyOf(place);
    for (const half of [old, key]) {
      await expect(enableKey(owner, half.id, {})).rejects.toMatchObject(
        refused("environment", /has 1 active production key and may have 1/),
      );
    }
  });

  test("of several enabled at once, as many are as may be", async () => {
    const place = await ruled({});
    const made = await Promise.all(Array.from({ length: 6 }, () => keyOf(place)));
    for (const { key } of made) await disableKey(place.owner, key.id, {});
    await setPolicies(place.owner, { rules: { maxActiveKeys: { production: 2 } } });
    const outcomes = await Promise.allSettled(
      made.map(({ key }) => enableKey(place.owner, key.id, {})),
    );
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(2);
    expect(await active(place)).toBe(2);
  });
});

describe("a key that is there already", () => {
  test("is edited where it breaks a rule, and may not break another", async () => {
    const place = await ruled({});
    const { owner } = place;
    const { key } = await keyOf(place, { allowedNetworks: ["203.0.113.7"] });
    const rules = { maxLifetimeDays: { production: 90 }, networksRequired: { production: true } };
    await setPolicies(owner, { rules });
    await editKey(owner, key.id, { name: "renamed" });
    await editKey(owner, key.id, { allowedNetworks: ["203.0.113.8"] });
    await expect(editKey(owner, key.id, { allowedNetworks: null })).rejects.toMatchObject(
      refused("allowedNetworks", /add at least one/),
    );
    await expect(editKey(owner, key.id, { expiresAt: ahead(200) })).rejects.toMatchObject(
      refused("expiresAt", /at most 90 days/),
    );
    await editKey(owner, key.id, { expiresAt: ahead(80) });
  });

  test("is rotated within the rules, and its exceptions go on", async () => {
    const place = await ruled({});
    const { owner, admin } = place;
    const [first, second] = [await keyOf(place), await keyOf(place)];
    const rules = { maxLifetimeDays: { production: 90 }, networksRequired: { production: true } };
    await setPolicies(owner, { rules });
    await expect(rotateKey(owner, first.key.id, {})).rejects.toMatchObject(
      refused("allowedNetworks", /add at least one/),
    );
    const until = ahead(20);
    for (const rule of ["networks", "idle"]) {
      await exceptKey(owner, second.key.id, { rule, until, reason: "Soon." });
    }
    const { length } = await auditOf(place);
    const { key } = await rotateKey(admin, second.key.id, {});
    expect(Math.abs(Date.parse(key.expiresAt ?? "") - Date.now() - 90 * dayMs)).toBeLessThan(
      60_000,
    );
    const passed = await transact(owner, (tx) =>
      tx
        .select()
        .from(policyExceptions)
        .where(and(eq(policyExceptions.orgId, place.id), eq(policyExceptions.keyId, key.id))),
    );
    expect(passed).toMatchObject([
      { rule: "networks", until: new Date(until), reason: "Soon.", createdBy: owner.id },
    ]);
    expect((await auditOf(place)).slice(length)).toMatchObject([
      { action: "key.created", actorId: admin.id, after: { exceptions: ["networks"] } },
      { action: "key.rotated" },
    ]);
  });

  test("is enabled until the rule is enforced, then only with an exception", async () => {
    const place = await ruled({});
    const { owner } = place;
    const { key } = await keyOf(place);
    await setPolicies(owner, { rules: { neverAllowed: { production: false } } });
    const again = async () => {
      await disableKey(owner, key.id, {});
      return enableKey(owner, key.id, {});
    };
    await again();
    await overdue(place);
    await expect(again()).rejects.toMatchObject(
      refused("expiresAt", /must have an end; this one never ends\. An owner or admin can/),
    );
    await exceptKey(owner, key.id, { rule: "never", until: ahead(3), reason: "Soon." });
    await enableKey(owner, key.id, {});
  });
});
