import { beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import type { TokenActor } from "@/lib/access/actor";
import { replaceGrants } from "@/lib/grants/replace";
import type { ApiId } from "@/lib/ids";
import { generateKey } from "@/lib/keys/format";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { verify } from "./verify";

testDatabase();

let ours: MintedOrganization;
let gateway: TokenActor;
let orders: ApiId;

beforeAll(async () => {
  ours = await mintOrganization();
  gateway = (await mintToken(ours, ["keys.verify"])).actor;
  orders = (await mintApi(ours)).id;
  await mintApi(ours, "billing");
});

const grantRead = { grants: [{ api: "orders", permission: "orders:read" }] };

describe("what a service token may ask", () => {
  test("nothing without the scope", async () => {
    const { actor } = await mintToken(ours, ["keys.read"]);
    await expect(verify(actor, { key: "x" })).rejects.toMatchObject({ status: 403 });
  });

  test("only about the API it is bound to, which it need not name", async () => {
    const { apiKey, applicationId } = await mintKey(ours.owner);
    await replaceGrants(ours.owner, applicationId, grantRead);
    const { actor } = await mintToken(ours, ["keys.verify"], { apiId: orders });
    const wish = { key: apiKey, permissions: ["orders:read"] };
    expect(await verify(actor, wish)).toMatchObject({ valid: true, permissions: ["orders:read"] });
    expect(await verify(actor, { ...wish, api: "orders" })).toMatchObject({ valid: true });
    await expect(verify(actor, { ...wish, api: "billing" })).rejects.toMatchObject({ status: 403 });
  });

  test("only about the environment it is bound to", async () => {
    const { apiKey } = await mintKey(ours.owner, "staging");
    const { actor } = await mintToken(ours, ["keys.verify"], { environment: "production" });
    const answer = await verify(actor, { key: apiKey, explain: true });
    expect(answer.code).toBe("WRONG_ENVIRONMENT");
    expect(answer.reason).toContain("staging");
  });

  test.each([
    ["an unknown API", { api: "nope" }, "api"],
    ["an API that is no slug", { api: "\u0000" }, "api"],
    ["another organization's API", { api: "theirs" }, "api"],
    ["permissions without an API", { permissions: ["orders:read"] }, "permissions"],
    ["a path without an API", { request: { method: "GET", path: "/" } }, "request.path"],
    ["a method without a path", { api: "orders", request: { method: "GET" } }, "request.path"],
    ["a path without a method", { api: "orders", request: { path: "/" } }, "request.method"],
    ["no address", { request: { ip: "localhost" } }, "request.ip"],
    ["a cost below nothing", { cost: -1 }, "cost"],
    ["an infinite cost", { cost: Number.POSITIVE_INFINITY }, "cost"],
    ["an unknown field", { permission: "orders:read" }, "permission"],
    ["no list", { api: "orders", permissions: "orders:read" }, "permissions"],
  ])("%s is refused in words at its field", async (_, wish, path) => {
    const key = generateKey("pcl", "production");
    const refusal = verify(gateway, { key, ...wish });
    await expect(refusal).rejects.toMatchObject({
      status: 422,
      extra: { errors: [{ path, message: expect.stringMatching(/\.$/) }] },
    });
  });

  test("address, origin, cost and tags are taken", async () => {
    const { apiKey } = await mintKey(ours.owner);
    const request = { ip: "203.0.113.9", origin: "https://crm.example" };
    const wish = { key: apiKey, request, cost: 5, tags: ["eu-1"], explain: true };
    const answer = await verify(gateway, wish);
    expect(answer).toMatchObject({ valid: true, reason: "Every rule holds." });
  });
});
