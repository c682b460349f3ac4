import { expect, test } from "vitest";
import { keyStatuses } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { actorFromKey } from "@/lib/access/key";
import { createApplication } from "@/lib/applications/create";
import { newId } from "@/lib/ids";
import { listNotifications } from "@/lib/notifications/list";
import { enforcer } from "@/lib/policies/enforce-step";
import { mintToken } from "@/lib/testing/organization";
import { mintOwnKey, production } from "@/lib/testing/own-key";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { createKey } from "./create";
import { getKey } from "./get";
import { revokeKey, revokeOwnKey } from "./revoke";
import { disableKey, enableKey, quarantineKey, type Settable } from "./set-status";
import { mayBecome } from "./state";
import type { KeyRow, KeyStatus } from "./summary";

testDatabase();

const note = { note: " seen in a log " };

test("a key is disabled and enabled again, announced and told each time", async () => {
  const { organization, developer, admin, key } = await mintOwnKey();
  const disabled = await disableKey(admin, key.id, note);
  expect(disabled).toMatchObject({
    key: {
      id: key.id,
      status: "disabled",
      statusBy: admin.id,
      statusNote: "seen in a log",
      statusSince: expect.stringMatching(/Z$/),
    },
    revision: 2,
    gates: { acknowledged: 0, lapsed: 0 },
  });
  expect(Date.parse(disabled.effectiveAt)).toBeGreaterThanOrEqual(
    Date.parse(disabled.key.statusSince ?? ""),
  );
  expect((await disableKey(developer, key.id, { note: "else" })).key).toEqual(disabled.key);
  const enabled = await enableKey(admin, key.id, { note: "It was a test." });
  expect(enabled.key).toEqual({ ...key, revision: 3 });
  expect((await enableKey(admin, key.id)).revision).toBe(3);
  const target = { targetId: key.id, applicationId: key.applicationId };
  expect((await auditOf(organization)).slice(2)).toMatchObject([
    {
      ...target,
      action: "key.disabled",
      reason: "seen in a log",
      before: { status: "active" },
      after: { status: "disabled" },
    },
    {
      ...target,
      action: "key.enabled",
      reason: "It was a test.",
      before: { status: "disabled" },
      after: { status: "active" },
    },
  ]);
  expect(await changesOf(organization)).toEqual([
    { kind: "key", id: key.id, revision: 2 },
    { kind: "key", id: key.id, revision: 3 },
  ]);
});

test("a key is quarantined with evidence by who may, and they alone let it go again", async () => {
  const { organization, developer, admin, key } = await mintOwnKey();
  for (const input of [{}, { note: " " }, { note: 7 }]) {
    await expect(quarantineKey(admin, key.id, input)).rejects.toMatchObject({
      code: "INVALID",
      extra: { errors: [{ path: "note" }] },
    });
  }
  await expect(quarantineKey(developer, key.id, note)).rejects.toMatchObject({
    code: "FORBIDDEN",
    permission: "key.quarantine",
  });
  await disableKey(developer, key.id);
  expect((await quarantineKey(admin, key.id, note)).key).toMatchObject({
    status: "quarantined",
    statusBy: admin.id,
    statusNote: "seen in a log",
  });
  await expect(enableKey(developer, key.id)).rejects.toMatchObject({
    code: "FORBIDDEN",
    permission: "key.quarantine",
  });
  await expect(disableKey(admin, key.id)).rejects.toMatchObject({
    code: "CONFLICT",
    message: "The key is quarantined: it is stopped already.",
  });
  expect((await enableKey(admin, key.id)).key.status).toBe("active");
  expect((await auditOf(organization)).slice(2)).toMatchObject([
    { action: "key.disabled", actorId: developer.id, reason: null },
    { action: "key.quarantined", reason: "seen in a log", before: { status: "disabled" } },
    { action: "key.enabled", before: { status: "quarantined" }, after: { status: "active" } },
  ]);
});

test("who manages the application lets work again what they or policy stopped, no more", async () => {
  const { owner, admin, developer, key, alter, organization } = await mintOwnKey();
  const { actor: token } = await mintToken(organization, ["keys.write"]);
  for (const stopper of [admin, owner, token]) {
    await disableKey(stopper, key.id, note);
    await disableKey(developer, key.id);
    await expect(enableKey(developer, key.id)).rejects.toMatchObject({
      code: "FORBIDDEN",
      permission: "key.disable",
      message: "Only who disabled the key or an admin enables it. Ask one of them.",
    });
    expect((await enableKey(token, key.id)).key.status).toBe("active");
  }
  await disableKey(developer, key.id);
  expect((await enableKey(developer, key.id)).key.status).toBe("active");
  await alter({ status: "disabled", statusBy: enforcer });
  expect((await enableKey(developer, key.id)).key.status).toBe("active");
});

test("each status becomes what the table says, and what time has brought counts too", async () => {
  const { admin, key, alter } = await mintOwnKey();
  const past = new Date(Date.now() - 1000);
  const verbs: Record<Settable | "revoked", () => Promise<{ key: { status: KeyStatus } }>> = {
    active: () => enableKey(admin, key.id),
    disabled: () => disableKey(admin, key.id),
    quarantined: () => quarantineKey(admin, key.id, note),
    revoked: () => revokeKey(admin, key.id, {}),
  };
  const states: [KeyStatus, Partial<KeyRow>][] = [
    ...keyStatuses.map((status): [KeyStatus, Partial<KeyRow>] => [status, { status }]),
    ["expired", { status: "active", expiresAt: past }],
    ["expired", { status: "quarantined", expiresAt: past }],
    ["revoked", { status: "disabled", retiresAt: past }],
  ];
  let [done, refused] = [0, 0];
  for (const [from, row] of states) {
    for (const [to, verb] of Object.entries(verbs) as [KeyStatus, (typeof verbs)["active"]][]) {
      await alter({ expiresAt: null, retiresAt: null, ...row });
      if (from === to || mayBecome(from, to)) {
        expect({ from, to, is: (await verb()).key.status }).toEqual({ from, to, is: to });
        done++;
      } else {
        expect({ from, to, error: await rejection(verb()) }).toMatchObject({
          error: { code: "CONFLICT", message: expect.stringContaining(`The key is ${from}`) },
        });
        refused++;
      }
    }
  }
  expect([done, refused]).toEqual([16, 16]);
});

test("who owns the key is told what somebody else did to it", async () => {
  const { developer, admin, owner, key, alter, applicationId } = await mintOwnKey();
  const told = async (actor = developer) =>
    (await listNotifications(actor, {})).data
      .map((one) => (one.kind === "key.changed" ? one.facts : null))
      .reverse();
  await disableKey(developer, key.id);
  expect(await told()).toEqual([]);
  await enableKey(admin, key.id);
  await quarantineKey(owner, key.id, note);
  await revokeKey(admin, key.id, {});
  await revokeKey(admin, key.id, {});
  const facts = { keyId: key.id, key: "ci", applicationId, application: "CRM" };
  expect(await told()).toEqual([
    { ...facts, what: "enabled", by: admin.name },
    { ...facts, what: "quarantined", by: owner.name },
    { ...facts, what: "revoked", by: admin.name },
  ]);
  await alter({ ownerId: null, status: "active" });
  await disableKey(admin, key.id);
  expect((await told()).at(-1)).toEqual({ ...facts, what: "disabled", by: admin.name });
  expect((await told(admin)).length + (await told(owner)).length).toBe(0);
});

test("its holder revokes a key that is disabled or quarantined too", async () => {
  for (const stop of [disableKey, quarantineKey]) {
    const { organization, developer, admin, key, apiKey } = await mintOwnKey();
    await stop(admin, key.id, note);
    const holder = await actorFromKey(apiKey, developer.origin, { inAnyState: true });
    expect((await revokeOwnKey(holder, { reason: "compromised" })).key).toMatchObject({
      status: "revoked",
      revokedBy: key.id,
    });
    expect((await auditOf(organization)).at(-1)).toMatchObject({
      action: "key.revoked",
      actorKind: "key",
      reason: "compromised",
    });
    expect((await listNotifications(developer, {})).data[0]).toMatchObject({
      facts: { what: "revoked", by: "ci" },
    });
  }
});

test("who may not, and keys that are not there", async () => {
  const [ours, theirs] = [await mintOwnKey(), await mintOwnKey()];
  const { organization, owner, developer, auditor } = ours;
  const other = await createApplication(owner, { name: "Other", baseUrl: "https://o.example" });
  const { key } = await createKey(owner, other.id, production);
  const { actor: reader } = await mintToken(organization, ["keys.read"]);
  const { actor: staging } = await mintToken(organization, ["keys.write"], {
    environment: "staging",
  });
  for (const verb of [disableKey, enableKey, quarantineKey]) {
    for (const actor of [developer, auditor, reader, staging]) {
      await expect(verb(actor, key.id, note)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
    const answer = await rejection(verb(ours.admin, theirs.key.id, note));
    expect(answer).toMatchObject({ code: "NOT_FOUND" });
    for (const id of [newId("key"), "key_1", other.id, null]) {
      expect(await rejection(verb(ours.admin, id, note))).toEqual(answer);
    }
  }
  expect(await getKey(owner, key.id)).toMatchObject({ status: "active", revision: 1 });
});
