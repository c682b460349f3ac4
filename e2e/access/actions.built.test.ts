import { expect, test } from "vitest";
import { builtActions } from "./action-call";
import { actions, sessionActions } from "./actions";
import { accessStage } from "./stage";
import { absentTargets, freshTargets, isMember, principals, signedIn } from "./world";

const { world, call, watched } = accessStage();

test("every server action is in the manifest", () => {
  const known = [...Object.keys(actions), ...sessionActions];
  expect([...builtActions().keys()].sort()).toEqual(known.sort());
});

test.each(Object.entries(actions))("%s", async (name, rule) => {
  for (const principal of principals) {
    const fresh = await freshTargets(world.ours);
    const cookie = await world.cookieOf(principal);
    const { answer, events } = await watched(() => call(name, rule.args(fresh), cookie));
    const { result } = answer;
    const refusals = events.filter(({ outcome }) => outcome === "refused");
    const told = { principal, result };
    if (!isMember(principal)) {
      const code = principal === "stranger" ? "NOT_FOUND" : "UNAUTHENTICATED";
      expect(told).toMatchObject({ result: { ok: false, code } });
      expect(events).toEqual([]);
    } else if (rule.may.some((role) => role === principal)) {
      expect(JSON.stringify(told)).toContain('"ok":true');
      expect(refusals).toEqual([]);
      expect(events.length > 0).toBe(!rule.reads);
    } else {
      expect(told).toMatchObject({ result: { ok: false, code: "FORBIDDEN" } });
      expect(events).toHaveLength(1);
      expect(refusals).toHaveLength(1);
    }
  }
});

test("a target of another organization is not found, like one that does not exist", async () => {
  const { cookie } = await signedIn(world.theirs.owner);
  const [own, foreign] = [await freshTargets(world.theirs), await freshTargets(world.ours)];
  const nothing = absentTargets(own);
  const shown = (args: unknown[]) =>
    JSON.stringify(args.map((arg) => (arg instanceof FormData ? [...arg] : arg)));
  for (const [name, rule] of Object.entries(actions)) {
    const { org, number, apiKey, revision, ceiling } = own;
    const at = { org, number, apiKey, revision, ceiling };
    const [there, nowhere] = [rule.args({ ...foreign, ...at }), rule.args({ ...nothing, ...at })];
    if (shown(there) === shown(nowhere)) continue;
    const { result: a } = await call(name, there, cookie);
    const { result: b } = await call(name, nowhere, cookie);
    const plain = (result: unknown) => ({ ...(result as object), requestId: "" });
    const none = rule.lists ? { ok: true, data: { data: [] } } : { ok: false };
    expect({ name, result: a }).toMatchObject({ result: none });
    expect({ name, ...plain(a) }).toEqual({ name, ...plain(b) });
  }
});

test("arguments of any kind are answered in words, never by a failure", async () => {
  const { cookie } = await signedIn(world.ours.owner);
  const strange = [
    null,
    0,
    true,
    "",
    "\u0000",
    "\ud800",
    [],
    {},
    { __proto__: { a: 1 } },
    "x".repeat(100_000),
  ];
  for (const [name, rule] of Object.entries(actions)) {
    const fresh = await freshTargets(world.ours);
    const right = rule.args(fresh);
    for (const value of strange) {
      for (let place = 0; place < right.length; place++) {
        const args = right.map((arg, index) => (index === place ? value : arg));
        const { status, result } = await call(name, args, cookie);
        const told = { name, place, value: String(value).slice(0, 20), status, result };
        expect(told.status).toBeLessThan(500);
        expect(JSON.stringify(told)).not.toContain("INTERNAL");
      }
    }
  }
}, 120_000);
