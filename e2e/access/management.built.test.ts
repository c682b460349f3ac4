import { expect, test } from "vitest";
import { scopes } from "@/lib/access/rights";
import { mintToken } from "@/lib/testing/organization";
import { appFiles } from "./app-files";
import { otherRoutes, routes } from "./routes";
import { accessStage } from "./stage";
import { absentTargets, freshTargets, isMember, principals, signedIn } from "./world";

const { world, servers, watched } = accessStage();

test("every route is in the manifest, by the methods that it takes", async () => {
  const found: string[] = [];
  for (const file of appFiles("route.ts")) {
    const route = file.replace(/^v1\//, "").replace(/\/route\.ts$/, "");
    if (file.startsWith("api/auth/") || route === "[[...path]]") continue;
    if (!file.startsWith("v1/")) {
      found.push(`GET ${route}`);
      continue;
    }
    if (otherRoutes.includes(`ANY ${route}`)) {
      found.push(`ANY ${route}`);
      continue;
    }
    const path = `/v1/${route.replace(/\[\w+\]/g, "x")}`;
    const answer = await fetch(servers.portal + path, { method: "OPTIONS" });
    expect({ path, status: answer.status }).toEqual({ path, status: 405 });
    const allow = answer.headers.get("allow")?.split(", ") ?? [];
    found.push(...allow.filter((m) => m !== "HEAD").map((method) => `${method} ${route}`));
  }
  const known = [...Object.keys(routes), ...otherRoutes];
  expect(found.sort()).toEqual(known.sort());
});

const send = async (
  base: string,
  name: string,
  path: string,
  { token, body, cookie }: { token?: string | undefined; body?: unknown; cookie?: string },
) => {
  const [method = "GET"] = name.split(" ");
  const response = await fetch(base + path, {
    method,
    headers: {
      ...(token && { authorization: `Bearer ${token}` }),
      ...(cookie && { cookie }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...((method === "PATCH" || method === "PUT") && { "if-match": "*" }),
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    challenge: response.headers.get("www-authenticate"),
    json: text ? JSON.parse(text) : null,
  };
};

test.each(Object.entries(routes))("%s", async (name, rule) => {
  const fresh = await freshTargets(world.ours);
  const { ours, bearer } = world;
  const body = rule.body?.(fresh);
  const path = rule.path(fresh);
  const { serviceToken: lacking } = await mintToken(
    ours,
    scopes.filter((scope) => scope !== rule.scope),
  );
  const { serviceToken: exact } = await mintToken(ours, [rule.scope, ...(rule.also ?? [])]);
  const { cookie } = await signedIn(ours.owner);
  const doors = rule.scope === "keys.verify" ? [servers.portal, servers.gate] : [servers.portal];
  for (const base of doors) {
    for (const token of [
      undefined,
      "garbage",
      fresh.apiKey,
      `${bearer.full}x`,
      bearer.full.slice(0, -1),
    ]) {
      const answer = await send(base, name, path, { token, body, cookie });
      expect({ token, ...answer }).toMatchObject({
        status: 401,
        json: { code: "UNAUTHENTICATED" },
      });
      expect(answer.challenge).toMatch(/^Bearer/);
    }
    const refused = await watched(() => send(base, name, path, { token: lacking, body }));
    expect(refused).toMatchObject({
      answer: { status: 403, json: { code: "FORBIDDEN" } },
      events: [{ outcome: "refused" }],
    });
    const answer = await send(base, name, path, { token: exact, body });
    expect({ name, ...answer }).toMatchObject({ status: rule.status ?? 200 });
  }
});

test("a foreign id and one that does not exist answer alike, byte for byte", async () => {
  const foreign = await freshTargets(world.ours);
  const nothing = absentTargets(foreign);
  let compared = 0;
  for (const [name, rule] of Object.entries(routes)) {
    if (!name.includes("[id]")) continue;
    const token = world.bearer.foreign;
    const ask = async (fresh: typeof foreign) => {
      const body = rule.body?.(fresh);
      const { status, json } = await send(servers.portal, name, rule.path(fresh), {
        token,
        body,
      });
      return { name, status, json: { ...json, requestId: "" } };
    };
    const [a, b] = [await ask(foreign), await ask(nothing)];
    expect(a).toEqual(b);
    expect(a.status).toBe(404);
    compared++;
  }
  expect(compared).toBeGreaterThan(15);
});

test("a key tells of itself; a service token is no key", async () => {
  const { apiKey } = await freshTargets(world.ours);
  for (const base of [servers.portal, servers.gate]) {
    const self = (token?: string) => send(base, "GET", "/v1/keys/self", { token });
    expect(await self(apiKey)).toMatchObject({ status: 200 });
    for (const token of [undefined, world.bearer.full, `${apiKey}x`, "garbage"]) {
      expect((await self(token)).status).toBe(401);
    }
  }
});

test("a session asks for the last use of its organization's keys only", async () => {
  const { ours, theirs, created } = world;
  for (const principal of principals) {
    const cookie = await world.cookieOf(principal);
    const ask = async (slug: string) =>
      (
        await fetch(`${servers.portal}/${slug}/keys/${created.key.id}/now`, {
          headers: cookie ? { cookie } : {},
        })
      ).status;
    const signedOut = principal === "anonymous" || principal === "ended";
    expect(await ask(ours.slug)).toBe(signedOut ? 401 : isMember(principal) ? 200 : 404);
    expect(await ask(theirs.slug)).toBe(signedOut ? 401 : 404);
  }
});

test("a session asks for the news of its own member only", async () => {
  const { ours, theirs } = world;
  for (const principal of principals) {
    const cookie = await world.cookieOf(principal);
    const ask = (slug: string) =>
      fetch(`${servers.portal}/${slug}/inbox/latest`, { headers: cookie ? { cookie } : {} });
    const signedOut = principal === "anonymous" || principal === "ended";
    const own = await ask(ours.slug);
    expect(own.status).toBe(signedOut ? 401 : isMember(principal) ? 200 : 404);
    expect((await ask(theirs.slug)).status).toBe(
      signedOut ? 401 : principal === "stranger" ? 200 : 404,
    );
    if (principal === "auditor") expect(await own.json()).toEqual({ unread: 0, latest: [] });
    if (principal === "admin")
      expect(await own.json()).toMatchObject({ unread: expect.any(Number) });
  }
});

test("a path that is not there is not found, whoever asks", async () => {
  for (const token of [undefined, world.bearer.full]) {
    expect(await send(servers.portal, "GET", "/v1/nothing", { token })).toMatchObject({
      status: 404,
      json: { code: "NOT_FOUND" },
    });
  }
});
