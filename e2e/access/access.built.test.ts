import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { and, eq, gt } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auditEvents } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { roleNames, scopes } from "@/lib/access/rights";
import { newId } from "@/lib/ids";
import { mintToken } from "@/lib/testing/organization";
import { builtActions, callAction } from "./action-call";
import { actions, sessionActions } from "./actions";
import { pages } from "./pages";
import { otherRoutes, routes } from "./routes";
import { type Servers, startServers } from "./servers";
import { freshTargets, makeWorld, type Principal, principals, signedIn, type World } from "./world";

testDatabase();
let servers: Servers;
let world: World;

beforeAll(async () => {
  world = await makeWorld();
  servers = await startServers();
}, 60_000);
afterAll(() => servers?.stop());

/** What happened in our organization since: action and outcome of each event. */
async function eventsSince(time: Date) {
  const { id } = world.ours;
  return transact({ organizationId: id }, (tx) =>
    tx
      .select({ action: auditEvents.action, outcome: auditEvents.outcome })
      .from(auditEvents)
      .where(and(eq(auditEvents.orgId, id), gt(auditEvents.occurredAt, time))),
  );
}

/** A moment that all later events lie after. */
async function mark(): Promise<Date> {
  const time = new Date();
  await new Promise((done) => setTimeout(done, 2));
  return time;
}

/** Paths below `app` of the files of that name. */
const filesNamed = (name: string) =>
  readdirSync("app", { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === name)
    .map((entry) => relative("app", join(entry.parentPath, entry.name)));

const isMember = (principal: Principal) => (roleNames as readonly string[]).includes(principal);

describe("the manifest is whole", () => {
  test("every page is in it", () => {
    const found = filesNamed("page.tsx")
      .map((file) => file.replace(/\([a-z]+\)\//g, "").replace(/\/?page\.tsx$/, ""))
      .filter((route) => route !== "");
    expect(Object.keys(pages).sort()).toEqual(found.sort());
  });

  test("every server action is in it", () => {
    const known = [...Object.keys(actions), ...sessionActions];
    expect([...builtActions().keys()].sort()).toEqual(known.sort());
  });

  test("every route is in it, by the methods that it takes", async () => {
    const found: string[] = [];
    for (const file of filesNamed("route.ts")) {
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
});

describe("pages", () => {
  const get = async (path: string, cookie: string | null) => {
    const response = await fetch(servers.portal + path, {
      redirect: "manual",
      headers: cookie ? { cookie } : {},
    });
    return {
      status: response.status,
      location: response.headers.get("location"),
      html: await response.text(),
    };
  };
  const missing = /data-not-found|NEXT_HTTP_ERROR_FALLBACK;404/;

  test.each(Object.entries(pages))("%s is seen by whom it should be", async (_, rule) => {
    const path = rule.path(world);
    for (const principal of principals) {
      const { status, location, html } = await get(path, await world.cookieOf(principal));
      const seen = status === 200 && !missing.test(html);
      const told = { principal, path, status, location, seen };
      if (rule.seenBy === "everyone") {
        const onward = path === "/sign-in" && principal !== "anonymous" && principal !== "ended";
        expect(told).toMatchObject(onward ? { location: "/" } : { seen: true });
      } else if (principal === "anonymous" || principal === "ended") {
        expect(told).toMatchObject({ seen: false });
        expect(location ?? html).toContain(`/sign-in?next=${encodeURIComponent(path)}`);
      } else {
        const may = rule.seenBy.some((role) => role === principal);
        expect(told).toMatchObject({ seen: may });
        if (!may) expect(html).toMatch(missing);
      }
      if (!isMember(principal)) expect(html).not.toContain(world.created.sharedKey);
    }
  });

  test("a foreign organization, application or API looks like one that does not exist", async () => {
    const { ours, theirs, application, api } = world;
    const { cookie } = await signedIn(theirs.owner);
    const pairs = [
      [`/${ours.slug}`, "/no-such-organization"],
      [`/${ours.slug}/applications`, "/no-such-organization/applications"],
      [
        `/${theirs.slug}/applications/${application.id}`,
        `/${theirs.slug}/applications/${newId("app")}`,
      ],
      [`/${theirs.slug}/apis/${api.slug}`, `/${theirs.slug}/apis/no-such-api`],
    ];
    for (const [foreign = "", none = ""] of pairs) {
      const [a, b] = [await get(foreign, cookie), await get(none, cookie)];
      const plain = (html: string, path: string) =>
        html
          .replaceAll(/nonce="[^"]*"|"nonce\\?":\\?"[^"]*"|req_[0-9a-z]{26}/g, "")
          .replaceAll(path, "PATH")
          .replaceAll(path.split("/").at(-1) ?? "", "LAST")
          .replaceAll(path.split("/")[1] ?? "", "ORG");
      expect(a.status).toBe(b.status);
      expect(a.html).toMatch(missing);
      expect(b.html).toMatch(missing);
      expect(a.html).not.toContain("CRM System");
      const inShell = foreign.startsWith(`/${theirs.slug}/`);
      if (!inShell) expect(plain(a.html, foreign)).toBe(plain(b.html, none));
    }
  });
});

describe("server actions", () => {
  const built = builtActions();
  const idOf = (name: string) => {
    const id = built.get(name);
    if (!id) throw new Error(`${name} is not built`);
    return id;
  };
  const call = async (name: string, args: unknown[], cookie: string | null) =>
    callAction(servers.portal, idOf(name), args, cookie);

  test.each(Object.entries(actions))("%s", async (name, rule) => {
    for (const principal of principals) {
      const fresh = await freshTargets(world.ours);
      const cookie = await world.cookieOf(principal);
      const since = await mark();
      const { result } = await call(name, rule.args(fresh), cookie);
      const events = await eventsSince(since);
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
    const nothing = {
      application: { ...own.application, id: newId("app") },
      key: { ...own.key, id: newId("key") },
      api: { ...own.api, id: newId("api") },
      permission: { ...own.permission, id: newId("prm") },
      endpoint: { ...own.endpoint, id: newId("end") },
      token: { ...own.token, id: newId("tok") },
    };
    for (const [name, rule] of Object.entries(actions)) {
      if (/create|connect/i.test(name) && !/Endpoint|Permission/.test(name)) continue;
      const at = { org: own.org, number: own.number, apiKey: own.apiKey };
      const { result: a } = await call(name, rule.args({ ...foreign, ...at }), cookie);
      const { result: b } = await call(name, rule.args({ ...nothing, ...at }), cookie);
      const plain = (result: unknown) => ({ ...(result as object), requestId: "" });
      expect({ name, result: a }).toMatchObject({ result: { ok: false } });
      expect({ name, ...plain(a) }).toEqual({ name, ...plain(b) });
    }
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
});

describe("the management API", () => {
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
        ...(method === "PATCH" && { "if-match": "*" }),
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
    const { serviceToken: exact } = await mintToken(ours, [rule.scope]);
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
      const since = await mark();
      expect(await send(base, name, path, { token: lacking, body })).toMatchObject({
        status: 403,
        json: { code: "FORBIDDEN" },
      });
      expect(await eventsSince(since)).toMatchObject([{ outcome: "refused" }]);
      const answer = await send(base, name, path, { token: exact, body });
      expect({ name, ...answer }).toMatchObject({ status: rule.status ?? 200 });
    }
  });

  test("a foreign id and one that does not exist answer alike, byte for byte", async () => {
    const foreign = await freshTargets(world.ours);
    const nothing = {
      ...foreign,
      application: { ...foreign.application, id: newId("app") },
      key: { ...foreign.key, id: newId("key") },
      api: { ...foreign.api, id: newId("api") },
      permission: { ...foreign.permission, id: newId("prm") },
      endpoint: { ...foreign.endpoint, id: newId("end") },
      token: { ...foreign.token, id: newId("tok") },
    };
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
          await fetch(`${servers.portal}/${slug}/keys/${created.key.id}/last-used`, {
            headers: cookie ? { cookie } : {},
          })
        ).status;
      const signedOut = principal === "anonymous" || principal === "ended";
      expect(await ask(ours.slug)).toBe(signedOut ? 401 : isMember(principal) ? 200 : 404);
      expect(await ask(theirs.slug)).toBe(signedOut ? 401 : 404);
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
});
