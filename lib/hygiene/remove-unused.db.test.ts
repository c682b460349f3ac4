import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { newId } from "@/lib/ids";
import { getKey } from "@/lib/keys/get";
import { failure } from "@/lib/testing/failure";
import { ago, alter, mintCrm, tried } from "@/lib/testing/hygiene";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf } from "@/lib/testing/trail";
import { removeUnused } from "./remove-unused";

testDatabase();

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
