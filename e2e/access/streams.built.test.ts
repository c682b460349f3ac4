import { expect, test } from "vitest";
import { listedAt, listenTo } from "@/gate/testing/listener";
import { scopes } from "@/lib/access/rights";
import { createKey } from "@/lib/keys/create";
import { revokeKey } from "@/lib/keys/revoke";
import { claimsOf, jwtWish } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { revokeToken } from "@/lib/tokens/revoke";
import { accessStage } from "./stage";
import { freshTargets, signedIn } from "./world";

const { world, servers, watched } = accessStage();

test("revocations are told to service tokens with keys.verify only, and only their organization's", async () => {
  const { ours, theirs, bearer } = world;
  const lacking = scopes.filter((scope) => scope !== "keys.verify");
  const { serviceToken: refused } = await mintToken(ours, lacking);
  const { cookie } = await signedIn(ours.owner);
  for (const base of [servers.portal, servers.gate]) {
    const { application, apiKey } = await freshTargets(ours);
    const ask = (token?: string) =>
      fetch(`${base}/v1/revocations`, {
        headers: { cookie, ...(token && { authorization: `Bearer ${token}` }) },
      });
    for (const token of [undefined, "garbage", apiKey, `${bearer.full}x`]) {
      const answer = await ask(token);
      expect([answer.status, (await answer.json()).code]).toEqual([401, "UNAUTHENTICATED"]);
    }
    expect(await watched(async () => (await ask(refused)).json())).toMatchObject({
      answer: { code: "FORBIDDEN" },
      events: [{ action: "key.verify.refused", outcome: "refused" }],
    });
    const { serviceToken, actor } = await mintToken(ours, ["keys.verify"]);
    const { serviceToken: foreign } = await mintToken(theirs, ["keys.verify"]);
    const compressed = { headers: { "accept-encoding": "gzip, br" } };
    const own = await listenTo(base, serviceToken, compressed);
    const others = await listenTo(base, foreign);
    expect(own.response.status).toBe(200);
    expect(own.response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(own.response.headers.get("cache-control")).toBe("no-store");
    expect(own.response.headers.get("content-encoding")).toBe(null);
    await Promise.all([own.ready(), others.ready()]);
    const { key, token } = await createKey(ours.owner, application.id, jwtWish());
    await revokeKey(ours.owner, key.id, {});
    await own.until(() => own.status(key.id) === "revoked");
    await expect
      .poll(() => listedAt(base, claimsOf(token)), { timeout: 5000, interval: 200 })
      .toBe(1);
    expect(JSON.stringify(others.events)).not.toContain(key.id);
    const head = await fetch(`${base}/v1/revocations`, {
      method: "HEAD",
      headers: { authorization: `Bearer ${serviceToken}` },
    });
    expect(head.status).toBe(200);
    await revokeToken(ours.owner, actor.id);
    await own.until(() => own.ended() === "cleanly", 2000);
    await others.leave();
  }
});

test("status lists are public", async () => {
  for (const base of [servers.portal, servers.gate]) {
    const { application } = await freshTargets(world.ours);
    await createKey(world.ours.owner, application.id, jwtWish());
    const get = (path: string, headers = {}) => fetch(`${base}/o/${path}`, { headers });
    const path = `${world.ours.slug}/status-lists/1`;
    await expect.poll(async () => (await get(path)).status, { timeout: 5000 }).toBe(200);
    const answer = await get(path);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/statuslist+jwt",
      "cache-control": "public, max-age=30",
      "access-control-allow-origin": "*",
    });
    const { sub } = claimsOf(await answer.text());
    expect(sub).toBe(`${servers.gate}/o/${path}`);
    for (const missing of [`${world.ours.slug}/status-lists/9`, "nobody-here/status-lists/1"]) {
      const absent = await get(missing);
      expect([absent.status, absent.headers.get("cache-control")]).toEqual([404, "no-store"]);
    }
  }
});
