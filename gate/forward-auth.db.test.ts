import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { deactivateApplication } from "@/lib/applications/set-status";
import { replaceGrants } from "@/lib/grants/replace";
import { toUuid } from "@/lib/ids";
import { generateKey, generateToken } from "@/lib/keys/format";
import { getKey } from "@/lib/keys/get";
import { revokeKey } from "@/lib/keys/revoke";
import { mintKey } from "@/lib/testing/key";
import { basic, bearer } from "./testing/call-door";
import { doorsWorld } from "./testing/doors";

const { superuserUrl } = testDatabase();

const { world, ask, grantedKey, eventsOf } = doorsWorld();

describe("forward-auth", () => {
  const readOrders = { "x-forwarded-method": "GET", "x-forwarded-uri": "/orders?page=2" };
  const pass = (key: string | null, more: Record<string, string> = {}, query = "?api=orders") =>
    ask(`/v1/forward-auth${query}`, {
      method: "GET",
      headers: {
        "x-portcullis-token": world.verifier,
        ...(key !== null && bearer(key)),
        ...readOrders,
        ...more,
      },
    });
  const code = (answer: { headers: Headers }) => answer.headers.get("x-portcullis-code");

  test("lets a granted key pass and says who it is, by any method and any way to show it", async () => {
    const { apiKey, key, applicationId, sharedKey, secretKey } = await grantedKey();
    const ways = [bearer(apiKey), { "x-api-key": apiKey }, basic(sharedKey, secretKey)];
    for (const [index, headers] of ways.entries()) {
      const method = ["GET", "POST", "PROPFIND"][index] ?? "PUT";
      const answer = await ask("/v1/forward-auth?api=orders", {
        method,
        headers: { "x-portcullis-token": world.verifier, ...readOrders, ...headers },
      });
      expect(answer).toMatchObject({ status: 200, text: "" });
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        "x-portcullis-application": applicationId,
        "x-portcullis-key": key.id,
        "x-portcullis-organization": world.ours.id,
        "x-portcullis-permissions": "orders:read",
      });
      expect(code(answer)).toBeNull();
    }
  });

  test("speaks in the statuses of HTTP, as gateways can pass them on", async () => {
    const { apiKey } = await grantedKey();
    const revoked = await grantedKey();
    await revokeKey(world.ours.owner, revoked.key.id, {});
    const inactive = await grantedKey();
    await deactivateApplication(world.ours.owner, inactive.applicationId);
    const cases = [
      [null, "MALFORMED", 401, 401],
      ["junk", "MALFORMED", 401, 401],
      [generateKey("pcl", "production"), "NOT_FOUND", 401, 401],
      [revoked.apiKey, "REVOKED", 401, 403],
      [inactive.apiKey, "APPLICATION_INACTIVE", 403, 403],
    ] as const;
    for (const [key, expected, status, denied] of cases) {
      const answer = await pass(key);
      expect([code(answer), answer.status]).toEqual([expected, status]);
      const challenge = answer.headers.get("www-authenticate");
      if (status === 401) expect(challenge).toMatch(/^Bearer /);
      else expect(challenge).toBeNull();
      expect((await pass(key, {}, "?api=orders&deny=403")).status).toBe(denied);
    }
    const elsewhere = await pass(apiKey, {}, "?api=billing");
    expect([code(elsewhere), elsewhere.status]).toEqual(["INSUFFICIENT_PERMISSIONS", 403]);
    expect((await pass(apiKey, {}, "")).status).toBe(200);
    const { apiKey: ungranted } = await mintKey(world.ours.owner);
    const own = { "x-portcullis-token": world.bound };
    expect((await pass(ungranted, own, "")).status).toBe(403);
    expect((await pass(apiKey, own, "")).status).toBe(200);
  });

  test.each([
    ["GET", "/orders", 200],
    ["GET", "/orders/?page=/health", 200],
    ["HEAD", "/orders", 200],
    ["POST", "/orders", 403],
    ["GET", "/health", 403],
    ["POST", "/orders/42/refund", 403],
    ["GET", "/x/../orders", 403],
    ["GET", "/x/%2e%2e/orders", 403],
    ["GET", "//orders", 403],
    ["GET", "/orders%2F", 403],
    ["GET", "https://orders.example/orders", 403],
    ["", "", 403],
  ])("judges %s %s by the endpoints of the API: %i", async (method, uri, status) => {
    const { apiKey } = await grantedKey();
    const forwarded = { "x-forwarded-method": method, "x-forwarded-uri": uri };
    const answer = await pass(apiKey, forwarded);
    expect([answer.status, code(answer)]).toEqual([
      status,
      status === 200 ? null : "INSUFFICIENT_PERMISSIONS",
    ]);
    const original = { "x-original-method": method, "x-original-uri": uri };
    expect(
      (
        await ask("/v1/forward-auth?api=orders", {
          method: "GET",
          headers: { "x-portcullis-token": world.verifier, ...bearer(apiKey), ...original },
        })
      ).status,
    ).toBe(status);
    expect((await pass(apiKey, forwarded, "")).status).toBe(200);
  });

  test("a request that is not told whole, or in two ways that differ, is none", async () => {
    const { apiKey } = await grantedKey();
    const told = (headers: Record<string, string>) =>
      ask("/v1/forward-auth?api=orders", {
        method: "GET",
        headers: { "x-portcullis-token": world.verifier, ...bearer(apiKey), ...headers },
      });
    const original = { "x-original-method": "GET", "x-original-uri": "/orders" };
    const forwarded = { "x-forwarded-method": "GET", "x-forwarded-uri": "/orders" };
    expect((await told({ ...forwarded, ...original })).status).toBe(200);
    const untold: Record<string, string>[] = [
      {},
      { "x-forwarded-uri": "/orders" },
      { "x-original-method": "GET" },
      { ...forwarded, "x-original-uri": "/orders" },
      { ...forwarded, "x-original-method": "GET" },
      { ...forwarded, ...original, "x-original-uri": "/health" },
      { ...forwarded, ...original, "x-forwarded-method": "DELETE" },
      { "x-forwarded-method": "GET", "x-original-uri": "/orders" },
    ];
    for (const headers of untold) {
      const answer = await told(headers);
      expect([answer.status, code(answer)]).toEqual([403, "INSUFFICIENT_PERMISSIONS"]);
      expect(answer.text).toContain("X-Forwarded-Method");
    }
  });

  test("a gateway without a good token, or that asks wrongly, is told so", async () => {
    const { apiKey } = await grantedKey();
    for (const token of ["", generateToken(), apiKey, `${world.verifier}, ${world.verifier}`]) {
      const answer = await pass(apiKey, { "x-portcullis-token": token });
      expect([answer.status, code(answer)]).toEqual([401, null]);
    }
    for (const query of ["?api=nope", "?api=a&api=b", "?deny=401", "?x=1", "?api=%00"]) {
      expect((await pass(apiKey, {}, query)).status).toBe(422);
    }
    const events = await eventsOf(async () => {
      const answer = await pass(apiKey, { "x-portcullis-token": world.writer });
      expect([answer.status, code(answer)]).toEqual([403, null]);
    });
    expect(events).toMatchObject([{ action: "key.verify.refused", outcome: "refused" }]);
  });

  test("unknown and foreign keys get the same bytes save the request id", async () => {
    const { apiKey: foreign } = await mintKey(world.theirs.owner);
    const bytes = [];
    for (const key of [foreign, generateKey("pcl", "production")]) {
      const { text: body, headers } = await pass(key);
      const id = headers.get("x-request-id") ?? "";
      const shown = JSON.stringify([body, [...headers].filter(([name]) => name !== "date")]);
      bytes.push(shown.replaceAll(id, ""));
    }
    expect(bytes[0]).toBe(bytes[1]);
  });

  test("two Authorization headers are none", async () => {
    const { apiKey } = await grantedKey();
    const { apiKey: other } = await grantedKey();
    const socket = connect(Number(new URL(world.address).port), "127.0.0.1");
    const line = (name: string, value: string) => `${name}: ${value}\r\n`;
    socket.write(
      `GET /v1/forward-auth?api=orders HTTP/1.1\r\n${[
        line("host", "gate"),
        line("x-portcullis-token", world.verifier),
        line("authorization", `Bearer ${apiKey}`),
        line("authorization", `Bearer ${other}`),
        line("connection", "close"),
      ].join("")}\r\n`,
    );
    const answer = await text(socket);
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(answer).toContain("x-portcullis-code: MALFORMED");
  });

  test("a permission that can't stand in a header breaks nothing", async () => {
    const { apiKey, key } = await grantedKey();
    const permission = toUuid("prm", world.orders.permissions.write);
    const rename = (name: string) =>
      asSuperuser(
        superuserUrl,
        `update permissions set name = '${name}' where id = '${permission}'`,
      );
    await replaceGrants(world.ours.owner, (await getKey(world.ours.owner, key.id)).applicationId, {
      grants: ["orders:read", "orders:write"].map((name) => ({ api: "orders", permission: name })),
    });
    for (const name of ["x:y\r\nX-Portcullis-Key: key_forged", "x:ü→", `x:${"y".repeat(4000)}`]) {
      await rename(name);
      const answer = await pass(apiKey);
      expect(answer.status).toBe(200);
      expect(answer.headers.get("x-portcullis-key")).toBe(key.id);
      expect(["orders:read", ""]).toContain(answer.headers.get("x-portcullis-permissions"));
    }
    await rename("orders:write");
  });
});
