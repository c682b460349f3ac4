import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { deactivateApplication } from "@/lib/applications/set-status";
import { editApi } from "@/lib/catalog/edit-api";
import { newId } from "@/lib/ids";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, enableKey } from "@/lib/keys/set-status";
import { rotateSigningKey } from "@/lib/signing/rotate";
import { alterToken, beginEpoch, revokeSilently } from "@/lib/testing/feed";
import { alterSigner } from "@/lib/testing/jwt";
import { mintKey } from "@/lib/testing/key";
import { mintManyTokens } from "@/lib/testing/many-tokens";
import { mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { revokeToken } from "@/lib/tokens/revoke";
import { streamsStage } from "./testing/streams-stage";

testDatabase();

const { stage, listener, start, another } = streamsStage();

const ask = (token: string | null, init: RequestInit = {}) =>
  fetch(`${stage.live.address}/v1/revocations`, {
    ...init,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });

describe("who listens", () => {
  test("the head of the stream, and its first events in order", async () => {
    const { listening, organization, mint } = await start();
    const { headers, status } = listening.response;
    expect(status).toBe(200);
    expect(headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-accel-buffering")).toBe("no");
    expect(headers.get("content-encoding")).toBe(null);
    expect(headers.get("x-portcullis-environment")).toBe(null);
    expect(listening.events.map(({ event }) => event)).toEqual([
      "signing-keys",
      "snapshot",
      "heartbeat",
    ]);
    expect(listening.events[0]?.data).toEqual({
      organizationId: organization.id,
      environment: null,
      api: null,
      issuers: [`http://localhost:3001/o/${organization.slug}`],
      keys: [],
    });
    await mint();
    await listening.until(() => listening.named("signing-keys").length > 1);
    const published = listening.named("signing-keys").at(-1)?.data.keys as object[];
    expect(published).toHaveLength(2);
    for (const key of published) {
      expect(Object.keys(key).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x", "y"]);
    }
    await alterSigner(organization, "next", { createdAt: new Date(0) });
    const before = listening.named("signing-keys").length;
    await rotateSigningKey(organization.owner);
    await listening.until(() => listening.named("signing-keys").length > before);
    expect(listening.named("signing-keys").at(-1)?.data.keys).toHaveLength(3);
  });

  test("what the service token is bound to, by the name that it has now", async () => {
    const { organization, owner, api } = await start();
    const bound = { environment: "staging", apiId: api.id } as const;
    const { serviceToken } = await mintToken(organization, ["keys.verify"], bound);
    const listening = await listener(stage.live.address, serviceToken);
    await listening.ready();
    const told = () => listening.named("signing-keys").map(({ data }) => data);
    expect(told()).toMatchObject([{ environment: "staging", api: "orders" }]);
    await editApi(owner, api.id, { slug: "sales" });
    await listening.until(() => told().length > 1);
    expect(told().at(-1)).toMatchObject({ environment: "staging", api: "sales" });
  });

  test("nobody without a service token that has keys.verify", async () => {
    const { organization, owner } = await start();
    const { apiKey } = await mintKey(owner);
    for (const token of [null, "garbage", apiKey]) {
      const answer = await ask(token);
      expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([
        401,
        'Bearer realm="portcullis"',
      ]);
    }
    const { serviceToken } = await mintToken(organization, ["keys.write"]);
    const events = (await auditOf(organization)).length;
    const refused = await ask(serviceToken);
    expect([refused.status, (await refused.json()).code]).toEqual([403, "FORBIDDEN"]);
    expect((await auditOf(organization)).slice(events)).toMatchObject([
      { action: "key.verify.refused", outcome: "refused" },
    ]);
    const other = await ask(serviceToken, { method: "POST" });
    expect([other.status, other.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  test("HEAD tells of the stream and does not open one", async () => {
    const { serviceToken } = await start();
    const before = stage.live.feeds.subscribers;
    const answer = await ask(serviceToken, { method: "HEAD" });
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect(stage.live.feeds.subscribers).toBe(before);
  });

  test("not more than there is room for", async () => {
    const gate = await another({ most: { organization: 2 } });
    const { serviceToken, listening } = await start(gate.address);
    await listener(gate.address, serviceToken);
    await expect.poll(() => gate.feeds.subscribers).toBe(2);
    const refused = await fetch(`${gate.address}/v1/revocations`, {
      headers: { authorization: `Bearer ${serviceToken}` },
    });
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "10"]);
    await listening.leave();
    await expect.poll(() => gate.feeds.subscribers).toBe(1);
    expect((await listener(gate.address, serviceToken)).response.status).toBe(200);
  });
});

describe("a stream ends", () => {
  test("at once when its token is revoked", async () => {
    const { organization, owner, actor, listening, mint } = await start();
    const { serviceToken: another } = await mintToken(organization, ["keys.verify"]);
    const stays = await listener(stage.live.address, another);
    await revokeToken(owner, actor.id);
    await listening.until(() => listening.ended() === "cleanly", 1000);
    const { key } = await mint();
    await revokeKey(owner, key.id, {});
    await stays.until(() => stays.status(key.id) === "revoked");
    expect(stays.ended()).toBe(null);
  });

  test("when its token expires", async () => {
    const { organization } = await start();
    const { serviceToken, actor } = await mintToken(organization, ["keys.verify"]);
    await alterToken(actor, { expiresAt: new Date(Date.now() + 1200) });
    const listening = await listener(stage.live.address, serviceToken);
    await listening.ready();
    expect(listening.ended()).toBe(null);
    await listening.until(() => listening.ended() === "cleanly", 3000);
  });

  test("when its token was revoked while the log was lost", async () => {
    const { actor, listening } = await start();
    await alterToken(actor, { revokedAt: new Date() });
    await pause(300);
    expect(listening.ended()).toBe(null);
    await beginEpoch();
    await listening.until(() => listening.ended() === "cleanly");
  });

  test("cleanly when the gate is drained", async () => {
    const gate = await another();
    const { listening } = await start(gate.address);
    const began = performance.now();
    await gate.stop();
    await listening.until(() => listening.ended() === "cleanly", 500);
    expect(performance.now() - began).toBeLessThan(900);
  });

  test("by being cut off for who does not read, while others are told", async () => {
    const { listening, serviceToken, organization } = await start();
    const { hostname, port } = new URL(stage.live.address);
    const deaf = connect(Number(port), hostname);
    await once(deaf, "connect");
    deaf.pause();
    deaf.write(
      `GET /v1/revocations HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${serviceToken}\r\n\r\n`,
    );
    await expect.poll(() => stage.live.feeds.subscribers).toBeGreaterThan(1);
    const cut = stage.live.feeds.counts.cut;
    // Keys that there are not: they change nothing, and everybody hears of them.
    for (let turn = 0; turn < 2_000 && stage.live.feeds.counts.cut === cut; turn++) {
      for (let i = 0; i < 900; i++) {
        stage.live.feeds.apply({
          org: organization.id,
          kind: "key",
          id: newId("key"),
          revision: 1,
        });
      }
      const heard = listening.named("change").length;
      await listening.until(() => listening.named("change").length > heard);
    }
    expect(stage.live.feeds.counts.cut).toBe(cut + 1);
    expect(listening.ended()).toBe(null);
    deaf.destroy();
  }, 60_000);
});

describe("what was missed", () => {
  test("is told to who says what was heard last", async () => {
    const { owner, listening, serviceToken, mint } = await start();
    const [first, second, third] = [await mint(), await mint(), await mint()];
    await revokeKey(owner, first.key.id, {});
    await listening.until(() => listening.status(first.key.id) === "revoked");
    const lastEventId = listening.lastId() ?? "";
    await listening.leave();
    await disableKey(owner, second.key.id);
    await disableKey(owner, third.key.id);
    await enableKey(owner, third.key.id);
    const again = await listener(stage.live.address, serviceToken, { lastEventId });
    await again.ready();
    expect(again.named("snapshot")).toEqual([]);
    expect(again.status(second.key.id)).toBe("suspended");
    expect(again.status(third.key.id)).toBe("valid");
    expect(again.events.at(0)?.event).toBe("signing-keys");
    const changed = again.named("change").flatMap(({ data }) => data.changed?.keys ?? []);
    expect(changed).toContain(third.key.id);
    expect(again.status(first.key.id)).toBe("valid");
  });

  test("is told as a snapshot to who says something unknown", async () => {
    const { owner, listening, serviceToken, mint } = await start();
    const { key } = await mint();
    await revokeKey(owner, key.id, {});
    await listening.until(() => listening.status(key.id) === "revoked");
    const known = listening.lastId() ?? "";
    for (const lastEventId of ["", "garbage", "other.3", `${known}9`, "x".repeat(2000)]) {
      const again = await listener(stage.live.address, serviceToken, { lastEventId });
      await again.ready();
      expect(again.named("snapshot")).toHaveLength(1);
      expect(again.status(key.id)).toBe("revoked");
    }
  });

  test("is a snapshot in parts where it is much, also for who listens already", async () => {
    const { owner, listening, serviceToken, organization, applicationId, mint } = await start();
    const { key } = await mint();
    await mintManyTokens(organization, applicationId, 12_000);
    await revokeKey(owner, key.id, {});
    await listening.until(() => listening.status(key.id) === "revoked");
    await deactivateApplication(owner, applicationId);
    await listening.until(() => listening.named("snapshot").length === 1 + 3, 10_000);
    const parts = listening.named("snapshot").slice(1);
    expect(parts.map(({ data, id }) => [data.part, data.parts, id !== undefined])).toEqual([
      [1, 3, false],
      [2, 3, false],
      [3, 3, true],
    ]);
    expect(parts.flatMap(({ data }) => data.revoked)).toEqual([key.id]);
    expect(new Set(parts.flatMap(({ data }) => data.suspended)).size).toBe(12_000);
    const fresh = await listener(stage.live.address, serviceToken);
    await fresh.ready();
    expect(fresh.named("snapshot")).toHaveLength(3);
  }, 60_000);

  test("is told with the difference where another history begins", async () => {
    const { owner, organization, listening, mint } = await start();
    const [quiet, known] = [await mint(), await mint()];
    await revokeKey(owner, known.key.id, {});
    await listening.until(() => listening.status(known.key.id) === "revoked");
    await (await revokeSilently(organization, quiet.key.id)).commit();
    await pause(400);
    expect(listening.status(quiet.key.id)).toBe("valid");
    await beginEpoch();
    await listening.until(() => listening.status(quiet.key.id) === "revoked");
    const changes = listening.named("change").map(({ data }) => data);
    expect(changes.some(({ changed }) => changed?.all)).toBe(true);
    expect(changes.filter(({ revoked }) => revoked).map(({ revoked }) => revoked)).toEqual([
      [known.key.id],
      [quiet.key.id],
    ]);
  });
});

test("caches of secret keys hear what may have changed, also of secret keys", async () => {
  const { owner, listening, applicationId, grant } = await start();
  const { key } = await mintKey(owner);
  await disableKey(owner, key.id);
  const changes = () => listening.named("change").map(({ data }) => data.changed ?? {});
  await listening.until(() => changes().some(({ keys }) => keys?.includes(key.id)));
  await grant([]);
  await listening.until(() =>
    changes().some(({ applications }) => applications?.includes(applicationId)),
  );
  expect(listening.status(key.id)).toBe("valid");
});
