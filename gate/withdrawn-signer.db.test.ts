import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { withdrawSigningKey } from "@/lib/signing/withdraw";
import { mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { callDoor } from "./testing/call-door";
import { listenTo } from "./testing/listener";
import { liveGate } from "./testing/live-gate";

testDatabase();

const kidsIn = (keys: unknown) => (keys as { kid: string }[]).map(({ kid }) => kid);

test("a withdrawn key is in no key set from then on, and whoever listens is told", async () => {
  const { organization, mint } = await mintJwtWorld();
  const { serviceToken } = await mintToken(organization, ["keys.verify"]);
  const { key } = await mint();
  const { current, next } = await signersOf(organization);
  const live = await liveGate();
  try {
    await expect.poll(() => live.follower.lease.holds()).toBe(true);
    const listening = await listenTo(live.address, serviceToken);
    await listening.until(() => listening.named("heartbeat").length > 0);
    const kids = async () => {
      const path = `/o/${organization.slug}/jwks.json`;
      return kidsIn((await callDoor(live.address, path, { method: "GET" })).json.keys);
    };
    expect(await kids()).toEqual([current?.id, next?.id]);
    const asking = Array.from({ length: 20 }, () => kids());
    await withdrawSigningKey(organization.owner, current?.id, { reason: "It was stolen." });
    const after = await signersOf(organization);
    const trusted = [next?.id, after.next?.id];
    expect(await kids()).toEqual(trusted);
    await Promise.all(asking);
    expect(await kids()).toEqual(trusted);
    await listening.until(() => listening.status(key.id) === "revoked");
    expect(kidsIn(listening.named("signing-keys").at(-1)?.data.keys)).toEqual(trusted);
    await listening.leave();
  } finally {
    await live.stop();
  }
});
