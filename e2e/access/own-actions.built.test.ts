import { expect, test } from "vitest";
import { signingKeys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Role } from "@/lib/access/rights";
import { createApplication } from "@/lib/applications/create";
import { newId } from "@/lib/ids";
import { setPolicies } from "@/lib/policies/set";
import { currentSigningKey } from "@/lib/signing/current";
import { mintOrganization } from "@/lib/testing/organization";
import { accessStage } from "./stage";
import { freshTargets, isMember, principals, signedIn } from "./world";

const { world, servers, call, watched } = accessStage();

test("keys are changed in bulk as far as each may be; a foreign one is like none", async () => {
  const name = "app/(portal)/[org]/keys/actions.ts#changeKeysAction";
  const disable = (...ids: string[]) => ({ ids, action: "disable" });
  const { key, org } = await freshTargets(world.ours);
  const as = async (principal: (typeof principals)[number], input: unknown, at = org) =>
    (await call(name, [at, input], await world.cookieOf(principal))).result;
  for (const principal of ["anonymous", "ended", "stranger"] as const) {
    const code = principal === "stranger" ? "NOT_FOUND" : "UNAUTHENTICATED";
    expect(await as(principal, disable(key.id))).toMatchObject({ ok: false, code });
  }
  expect(await as("auditor", disable(key.id))).toMatchObject({ ok: false, code: "FORBIDDEN" });
  const nobody = newId("key");
  const [foreign, none] = await Promise.all(
    [key.id, nobody].map(async (id) => {
      const result = await as("stranger", disable(id), world.theirs.slug);
      expect(result).toMatchObject({ ok: true, data: { changed: [], failed: [{ id, name: "" }] } });
      return (result as { data: { failed: { words: string }[] } }).data.failed[0]?.words;
    }),
  );
  expect(foreign).toBe(none);
  const { answer, events } = await watched(() =>
    world.cookieOf("developer").then((cookie) => call(name, [org, disable(key.id)], cookie)),
  );
  expect(answer.result).toMatchObject({ ok: true, data: { changed: [], failed: [{}] } });
  expect(events).toMatchObject([{ outcome: "refused" }]);
  for (const principal of ["owner", "admin"] as const) {
    const { key: another } = await freshTargets(world.ours);
    const result = await as(principal, disable(another.id, nobody));
    expect(result).toMatchObject({
      ok: true,
      data: { changed: [{ id: another.id, status: "disabled" }], failed: [{ id: nobody }] },
    });
  }
});

test("unused keys are removed as far as each may be; a foreign one is like none", async () => {
  const name = "app/(portal)/[org]/keys/hygiene/actions.ts#removeUnusedAction";
  const { key, org } = await freshTargets(world.ours);
  const as = async (principal: (typeof principals)[number], ids: string[], at = org) =>
    (await call(name, [at, { ids }], await world.cookieOf(principal))).result;
  for (const principal of ["anonymous", "ended", "stranger"] as const) {
    const code = principal === "stranger" ? "NOT_FOUND" : "UNAUTHENTICATED";
    expect(await as(principal, [key.id])).toMatchObject({ ok: false, code });
  }
  expect(await as("auditor", [key.id])).toMatchObject({ ok: false, code: "FORBIDDEN" });
  const wordsFor = async (id: string) => {
    const result = await as("stranger", [id], world.theirs.slug);
    expect(result).toMatchObject({ ok: true, data: { removed: [], failed: [{ id, name: "" }] } });
    return (result as { data: { failed: { words: string }[] } }).data.failed[0]?.words;
  };
  expect(await wordsFor(key.id)).toBe(await wordsFor(newId("key")));
  const { events } = await watched(() => as("developer", [key.id]));
  expect(events).toMatchObject([{ outcome: "refused" }]);
  for (const principal of ["owner", "admin"] as const) {
    const watch = await watched(() => as(principal, [key.id]));
    expect(watch).toMatchObject({
      answer: { ok: true, data: { removed: [], failed: [{ id: key.id, name: key.name }] } },
      events: [],
    });
  }
});

test("a key is asked for by who needs an approval; a foreign application is like none", async () => {
  const name = "app/(portal)/[org]/inbox/actions.ts#requestKeyAction";
  const ours = await mintOrganization();
  await setPolicies(ours.owner, { rules: { approvalRequired: { production: true } } });
  const { id } = await createApplication(ours.developer, {
    name: "CRM",
    baseUrl: "https://crm.example",
  });
  const input = { environment: "production", reason: "The nightly export moves." };
  const as = async (cookie: string | null, at = ours.slug, application: string = id) =>
    (await call(name, [at, application, input], cookie)).result;
  for (const principal of ["anonymous", "ended", "stranger"] as const) {
    const code = principal === "stranger" ? "NOT_FOUND" : "UNAUTHENTICATED";
    expect(await as(await world.cookieOf(principal))).toMatchObject({ ok: false, code });
  }
  const codes = { owner: "INVALID", admin: "INVALID", auditor: "FORBIDDEN" } as const;
  for (const role of ["owner", "admin", "auditor"] as const) {
    const { cookie } = await signedIn(ours[role]);
    expect(await as(cookie)).toMatchObject({ ok: false, code: codes[role] });
  }
  const { cookie } = await signedIn(ours.developer);
  expect(await as(cookie)).toMatchObject({ ok: true, data: { kind: "key", status: "pending" } });
  expect(await as(cookie)).toMatchObject({ ok: false, code: "CONFLICT" });
  const stranger = (await signedIn(world.theirs.developer)).cookie;
  const plain = async (application: string) => ({
    ...((await as(stranger, world.theirs.slug, application)) as object),
    requestId: "",
  });
  expect(await plain(id)).toMatchObject({ ok: false, code: "NOT_FOUND" });
  expect(await plain(id)).toEqual(await plain(newId("app")));
});

test("the signing key is rotated by owners and admins, of their own organization", async () => {
  const name = "app/(portal)/[org]/settings/signing-keys/actions.ts#rotateSigningKeyAction";
  const ours = await mintOrganization();
  await transact(ours.owner, async (tx) => {
    await currentSigningKey(tx, ours.owner);
  });
  const as = async (cookie: string | null) => (await call(name, [ours.slug], cookie)).result;
  for (const principal of ["anonymous", "ended", "stranger"] as const) {
    const code = principal === "stranger" ? "NOT_FOUND" : "UNAUTHENTICATED";
    expect(await as(await world.cookieOf(principal))).toMatchObject({ ok: false, code });
  }
  for (const role of ["developer", "auditor"] as const) {
    const { cookie } = await signedIn(ours[role]);
    expect(await as(cookie)).toMatchObject({ ok: false, code: "FORBIDDEN" });
  }
  for (const role of ["owner", "admin"] as const) {
    const { cookie } = await signedIn(ours[role]);
    expect(await as(cookie)).toMatchObject({ ok: false, code: "CONFLICT" });
    await transact(ours.owner, (tx) =>
      tx.update(signingKeys).set({ createdAt: new Date(Date.now() - 3_600_000) }),
    );
    expect(await as(cookie)).toMatchObject({ ok: true, data: { rotated: true } });
  }
});

test("the traffic of keys is for members; of a foreign key there is none", async () => {
  const name = "app/(portal)/[org]/keys/actions.ts#keyTrafficAction";
  const { key, org } = await freshTargets(world.ours);
  for (const principal of principals) {
    const { result } = await call(name, [org, [key.id]], await world.cookieOf(principal));
    const code = principal === "stranger" ? "NOT_FOUND" : "UNAUTHENTICATED";
    expect({ principal, result }).toMatchObject({
      result: isMember(principal) ? { ok: true } : { ok: false, code },
    });
  }
  const { cookie } = await signedIn(world.theirs.owner);
  const { result } = await call(name, [world.theirs.slug, [key.id]], cookie);
  expect(result).toMatchObject({ ok: true, data: { total: 0, keys: [] } });
});

test("the set-up is closed once there is a user, to everyone", async () => {
  for (const principal of principals) {
    const { result } = await call(
      "app/(auth)/actions.ts#setUpAction",
      [
        "x".repeat(43),
        {
          organization: "Evil",
          slug: "evil",
          name: "E",
          email: "e@example.test",
          password: "correct horse battery staple",
        },
      ],
      await world.cookieOf(principal),
    );
    expect(result).toMatchObject({ ok: false });
  }
});

test("an invitation is for who has its link, and nobody else sees whether there is one", async () => {
  const look = "app/(auth)/invitations/actions.ts#invitationAction";
  const accept = "app/(auth)/invitations/actions.ts#acceptInvitationAction";
  for (const principal of principals) {
    const cookie = await world.cookieOf(principal);
    // Guesses are counted by network, and this one asks for all.
    const odd = principal === "anonymous" ? ["", null, { a: 1 }] : [];
    for (const token of ["x".repeat(22), ...odd]) {
      for (const [name, ...args] of [
        [look, token],
        [accept, token, { name: "Eve", password: "seven otters in a canoe" }],
      ] as const) {
        const { result } = await call(name, args, cookie);
        expect({ principal, result }).toMatchObject({ result: { ok: false, code: "NOT_FOUND" } });
      }
    }
  }
});

test("a member leaves for themself; only an owner deletes the organization", async () => {
  const leave = "app/(portal)/[org]/members/actions.ts#leaveAction";
  const remove = "app/(portal)/[org]/settings/actions.ts#deleteOrganizationAction";
  const ours = await mintOrganization();
  for (const principal of ["anonymous", "ended", "stranger"] as const) {
    const cookie = await world.cookieOf(principal);
    const code = principal === "stranger" ? "NOT_FOUND" : "UNAUTHENTICATED";
    for (const name of [leave, remove]) {
      const { result } = await call(name, [ours.slug, { name: ours.name }], cookie);
      expect({ principal, result }).toMatchObject({ result: { ok: false, code } });
    }
  }
  const as = async (role: Role, name: string, input: unknown) =>
    (await call(name, [ours.slug, input], (await signedIn(ours[role])).cookie)).result;
  for (const role of ["admin", "developer", "auditor"] as const) {
    expect(await as(role, remove, { name: ours.name })).toMatchObject({ code: "FORBIDDEN" });
    expect(await as(role, leave, {})).toMatchObject({ ok: true });
    expect(await as(role, leave, {})).toMatchObject({ code: "NOT_FOUND" });
  }
  expect(await as("owner", leave, {})).toMatchObject({ code: "CONFLICT" });
  expect(await as("owner", remove, {})).toMatchObject({ code: "INVALID" });
  expect(await as("owner", remove, { name: ours.name })).toMatchObject({ ok: true });
  expect(await as("owner", remove, { name: ours.name })).toMatchObject({ code: "NOT_FOUND" });
});

test("a password is changed by who knows it", async () => {
  const name = "app/(portal)/[org]/settings/profile/actions.ts#changePasswordAction";
  const input = { current: "not mine at all", password: "seven otters in a canoe" };
  for (const principal of principals) {
    const cookie = await world.cookieOf(principal);
    const { result } = await call(name, [world.ours.slug, input], cookie);
    const nobody = principal === "anonymous" || principal === "ended";
    const code = nobody ? "UNAUTHENTICATED" : "INVALID";
    expect({ principal, result }).toMatchObject({ result: { ok: false, code } });
  }
});

test("the palette finds nothing for who is no member", async () => {
  for (const principal of principals) {
    const { result } = await call(
      "app/(portal)/[org]/actions.ts#searchAction",
      [world.ours.slug, "CRM System"],
      await world.cookieOf(principal),
    );
    expect({ principal, result }).toMatchObject({
      result: isMember(principal) ? [{ label: "CRM System" }] : [],
    });
  }
});

test("one's own sessions end, another user's don't", async () => {
  const { ours } = world;
  const [mine, other, theirs] = [
    await signedIn(ours.admin),
    await signedIn(ours.admin),
    await signedIn(ours.owner),
  ];
  const name = "app/(portal)/[org]/settings/profile/actions.ts#endSessionAction";
  const visit = async (cookie: string) =>
    (await fetch(`${servers.portal}/${ours.slug}`, { redirect: "manual", headers: { cookie } }))
      .status;
  expect((await call(name, [ours.slug, theirs.id], mine.cookie)).result).toMatchObject({
    ok: false,
    code: "NOT_FOUND",
  });
  expect(await visit(theirs.cookie)).toBe(200);
  expect((await call(name, [ours.slug, other.id], mine.cookie)).result).toMatchObject({
    ok: true,
  });
  expect(await visit(other.cookie)).toBe(307);
  await call("app/(auth)/actions.ts#signOutEverywhereAction", [], mine.cookie);
  expect(await visit(mine.cookie)).toBe(307);
  expect(await visit(theirs.cookie)).toBe(200);
});
