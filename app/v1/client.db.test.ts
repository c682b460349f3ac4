import {
  type Client,
  ConflictError,
  createClient,
  ForbiddenError,
  InvalidError,
  NotFoundError,
  PreconditionFailedError,
  UnauthenticatedError,
} from "@portcullis/sdk";
import { beforeAll, describe, expect, test } from "vitest";
import { freshTargets } from "@/e2e/access/world";
import { type Scope, scopes } from "@/lib/access/rights";
import { mintApi } from "@/lib/testing/catalog";
import { testDatabase } from "@/lib/testing/database";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { clientNames } from "@/scripts/sdk-types/names";
import { type Call, callAs, wish } from "./testing/call";
import { samples } from "./testing/samples";

testDatabase();

let ours: MintedOrganization;
let theirs: MintedOrganization;
let call: Call;
let client: Client;

beforeAll(async () => {
  [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  client = await clientOf(ours, scopes);
});

/** `fetch` of a portal that is these routes. */
const fetchRoutes = async (url: string | URL | Request, init: RequestInit = {}) => {
  const { pathname, search } = new URL(String(url));
  const { method = "GET", body, headers } = init;
  const sent = { token: "", headers: headers as Record<string, string>, body: body ?? undefined };
  const answer = await call(`${method} ${pathname}${search}`, sent);
  const text = answer.json === undefined ? null : JSON.stringify(answer.json);
  return new Response(text, { status: answer.status, headers: answer.headers });
};

async function clientOf(organization: MintedOrganization, which: readonly Scope[]) {
  const { serviceToken } = await mintToken(organization, which);
  call = callAs(serviceToken);
  return createClient({
    portal: "https://portal.example",
    token: serviceToken,
    fetch: fetchRoutes,
  });
}

/** The values of a path's parameters. */
function idsIn(path: string, template: string): string[] {
  const form = new RegExp(`^${template.replace(/\{\w+\}/g, "([^/?]+)")}$`);
  return (form.exec(path) ?? []).slice(1).map(decodeURIComponent);
}

type Verb = (...args: unknown[]) => Promise<unknown>;

test.each(samples)("calls $operation.id", async ({ method, name, operation, path, body }) => {
  const fresh = await freshTargets(ours);
  const [noun = "", verb = ""] = clientNames[operation.id]?.split(".") ?? [];
  const nouns = client as unknown as Record<string, Record<string, Verb>>;
  const { pathname, searchParams } = new URL(path(fresh), "https://portal.example");
  const ids = idsIn(pathname, name.split(" ")[1] ?? "");
  const sent = body(fresh) ?? (operation.query && Object.fromEntries(searchParams));
  const input = operation.query || operation.body ? [sent] : [];
  const takesNothing = JSON.stringify(sent ?? {}) === "{}" && !operation.query;
  const revision = method === "PATCH" ? [{ revision: "*" }] : [];
  const args = [...ids, ...(takesNothing && method === "POST" ? [] : input), ...revision];
  const answer = await nouns[noun]?.[verb]?.(...args);
  expect(answer === undefined).toBe(operation.answer === null);
});

describe("the client", () => {
  test("reads all pages", async () => {
    const { id } = await client.applications.create(wish());
    for (let i = 0; i < 5; i++) {
      await client.keys.create(id, { name: `page ${i}`, environment: "staging" });
    }
    const names: string[] = [];
    for await (const { name } of client.keys.all({ application: id, limit: 2, sort: "name" })) {
      names.push(name);
    }
    expect(names).toEqual([0, 1, 2, 3, 4].map((i) => `page ${i}`));
    const { data, total, nextCursor } = await client.keys.list({ application: id, limit: 2 });
    expect([data.length, total, typeof nextCursor]).toEqual([2, 5, "string"]);
  });

  test("makes keys of either kind, and takes dates", async () => {
    const api = await mintApi(ours, "client-orders");
    const { id } = await client.applications.create(wish());
    const grants = [{ api: api.slug, permission: "orders:read" }];
    await client.grants.replace(id, { grants });
    const secret = await client.keys.create(id, { name: "ci", environment: "production" });
    expect(secret.apiKey.startsWith(secret.sharedKey)).toBe(true);
    const expiresAt = new Date(Date.UTC(2040, 0));
    const jwt = await client.keys.create(id, {
      name: "offline",
      environment: "production",
      kind: "jwt",
      expiresAt,
    });
    expect(jwt.token.split(".")).toHaveLength(3);
    expect(jwt.key.expiresAt).toBe(expiresAt.toISOString());
    const { status } = await client.keys.revoke(jwt.key.id, { reason: "unused" });
    expect(status).toBe("revoked");
  });

  test("loses nobody's change", async () => {
    const { id, revision } = await client.applications.create(wish());
    const { revision: next } = await client.applications.edit(
      id,
      { description: "First" },
      { revision },
    );
    const late = client.applications.edit(id, { description: "Second" }, { revision });
    await expect(late).rejects.toBeInstanceOf(PreconditionFailedError);
    expect(await client.applications.get(id)).toMatchObject({ description: "First" });
    await client.applications.edit(id, { description: "Third" }, { revision: next });
  });

  test("does once what bears the same Idempotency-Key", async () => {
    const { id } = await client.applications.create(wish());
    const make = () =>
      client.keys.create(id, { name: "once", environment: "staging" }, { idempotencyKey: id });
    const { key } = await make();
    await expect(make()).rejects.toMatchObject({ code: "SECRET_SHOWN", answer: { key } });
    expect(await client.keys.list({ application: id })).toMatchObject({ total: 1 });
  });

  test("tells refusals apart", async () => {
    const taken = wish();
    const { id } = await client.applications.create(taken);
    await expect(client.applications.create(taken)).rejects.toBeInstanceOf(ConflictError);
    const wrong = client.applications.create({ name: "", baseUrl: "x" });
    await expect(wrong).rejects.toBeInstanceOf(InvalidError);
    await expect(wrong).rejects.toMatchObject({
      errors: [{ path: "name" }, { path: "baseUrl" }],
      requestId: expect.stringMatching(/^req_/),
    });
    const reader = await clientOf(ours, ["applications.read"]);
    await expect(reader.applications.delete(id)).rejects.toBeInstanceOf(ForbiddenError);
    const stranger = await clientOf(theirs, scopes);
    await expect(stranger.applications.get(id)).rejects.toBeInstanceOf(NotFoundError);
    const token = "pcs_none";
    const nobody = createClient({ portal: "https://p.example", token, fetch: fetchRoutes });
    await expect(nobody.applications.get(id)).rejects.toBeInstanceOf(UnauthenticatedError);
  });
});

test("what is wrongly written doesn't compile", () => {
  const neverRun = async () => {
    // @ts-expect-error no such field
    await client.keys.create("app_1", { name: "ci", environment: "production", secret: true });
    // @ts-expect-error no such environment
    await client.keys.create("app_1", { name: "ci", environment: "live" });
    // @ts-expect-error without the revision that was read
    await client.keys.edit("key_1", { name: "ci" });
    // @ts-expect-error without what is required
    await client.applications.create({ name: "CRM" });
    // @ts-expect-error no such filter
    await client.keys.list({ state: "active" });
    // @ts-expect-error the cursor is the client's own affair there
    client.keys.all({ after: "x" });
    const secret = await client.keys.create("app_1", { name: "ci", environment: "production" });
    // @ts-expect-error a secret key has no token
    secret.token;
    const rotated = await client.keys.rotate("key_1");
    // @ts-expect-error of which kind it is has to be asked
    rotated.apiKey;
    return [secret.apiKey, "token" in rotated ? rotated.token : rotated.apiKey];
  };
  expect(neverRun).toBeTypeOf("function");
});
