import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { createClient } from "./client.js";
import {
  ApiError,
  ConflictError,
  ForbiddenError,
  InvalidError,
  NotFoundError,
  PreconditionFailedError,
  TooManyRequestsError,
  UnauthenticatedError,
  UnavailableError,
} from "./client-errors.js";
import { PortcullisError } from "./errors.js";
import { answering, failure, ok, portal, problem, token } from "./testing/fake-portal.js";

describe("a call", () => {
  test("sends the token, the ids in the path, and the query without what is undefined", async () => {
    const { client, asked } = answering(ok({ data: [], nextCursor: null, total: 0 }));
    await client.applications.listKeys("app/1?", { status: "active", search: undefined, limit: 5 });
    await client.auditEvents.list({ from: new Date(0), action: "key." });
    expect(asked.map(({ url }) => url)).toEqual([
      "https://portal.example/v1/applications/app%2F1%3F/keys?status=active&limit=5",
      "https://portal.example/v1/audit-events?from=1970-01-01T00%3A00%3A00.000Z&action=key.",
    ]);
    expect(asked[0]?.headers.get("authorization")).toBe(`Bearer ${token}`);
    expect(asked[0]?.headers.has("idempotency-key")).toBe(false);
    expect(asked[0]?.redirect).toBe("manual");
  });

  test("sends its body as JSON, dates as times, and the revision as an ETag", async () => {
    const { client, asked } = answering(ok());
    await client.keys.edit("key_1", { expiresAt: new Date(0) }, { revision: 7 });
    await client.keys.edit("key_1", { name: "ci" }, { revision: "*" });
    await client.grants.replace("app_1", { grants: [] });
    const [edit, blind, put] = asked;
    expect(edit?.body).toBe('{"expiresAt":"1970-01-01T00:00:00.000Z"}');
    const matches = [edit, blind, put].map((one) => one?.headers.get("if-match"));
    expect(matches).toEqual(['"7"', "*", null]);
    expect(edit?.headers.get("content-type")).toBe("application/json");
  });

  test("refuses what is no id before anything is sent", async () => {
    const { client, asked } = answering(ok());
    for (const id of ["", ".", "..", undefined as unknown as string]) {
      await expect(client.keys.get(id)).rejects.toBeInstanceOf(TypeError);
    }
    expect(asked).toEqual([]);
  });

  test("reads page after page only as far as it is iterated", async () => {
    const page = (data: number[], nextCursor: string | null) => ok({ data, nextCursor, total: 4 });
    const { client, asked } = answering(page([1, 2], "a"), page([], "b"), page([3, 4], null));
    const seen: unknown[] = [];
    for await (const key of client.keys.all({ status: "active" })) {
      seen.push(key);
      if (seen.length === 1) expect(asked).toHaveLength(1);
    }
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(asked.map(({ url }) => new URL(url).search)).toEqual([
      "?limit=100&status=active",
      "?limit=100&status=active&after=a",
      "?limit=100&status=active&after=b",
    ]);
  });
});

describe("reading page after page", () => {
  test.each([
    ["none", { data: [1] }, 1],
    ["an empty one", { data: [1], nextCursor: "" }, 1],
    ["a number", { data: [1], nextCursor: 7 }, 1],
    ["the same again", { data: [1], nextCursor: "a" }, 2],
  ])("ends where the cursor is %s", async (_, page, times) => {
    const { client, asked } = answering(ok(page));
    for await (const _ of client.keys.all()) expect(asked.length).toBeLessThanOrEqual(times);
    expect(asked).toHaveLength(times);
  });
});

describe("a deadline", () => {
  const stalled = (_: unknown, init?: RequestInit) =>
    new Promise<Response>((_, failed) => {
      init?.signal?.addEventListener("abort", () => failed(init.signal?.reason));
    });
  const client = createClient({ portal, token, fetch: stalled, deadline: 50 });

  test("ends a call, its repetition included", async () => {
    const began = performance.now();
    const error = await failure(client.keys.get("key_1"));
    expect(error).toMatchObject({ code: "UNREACHABLE" });
    expect(error.message).toContain("50 ms");
    expect(performance.now() - began).toBeLessThan(1000);
  });

  test("is the caller's too: its signal ends the call for its own reason", async () => {
    const reason = new Error("enough");
    const signal = AbortSignal.abort(reason);
    await expect(client.keys.get("key_1", { signal })).rejects.toBe(reason);
    const later = new AbortController();
    const { client: busy } = answering(problem(503, {}, { "retry-after": "5" }));
    const waiting = busy.keys.get("key_1", { signal: later.signal });
    setTimeout(() => later.abort(reason), 20);
    await expect(waiting).rejects.toBe(reason);
  });
});

describe("errors", () => {
  test.each([
    [401, "UNAUTHENTICATED", UnauthenticatedError],
    [403, "FORBIDDEN", ForbiddenError],
    [404, "NOT_FOUND", NotFoundError],
    [409, "CONFLICT", ConflictError],
    [412, "PRECONDITION_FAILED", PreconditionFailedError],
    [413, "CONTENT_TOO_LARGE", ApiError],
    [422, "INVALID", InvalidError],
    [429, "TOO_MANY_REQUESTS", TooManyRequestsError],
    [500, "INTERNAL", ApiError],
    [502, "UNAVAILABLE", UnavailableError],
    [503, "UNAVAILABLE", UnavailableError],
  ] as const)("of %d are %s", async (status, code, of) => {
    const errors = [{ path: "name", message: "Enter a name." }];
    const { client } = answering(problem(status, { errors }, { "retry-after": "99" }));
    const error = await failure(client.keys.get("key_1"));
    expect(error).toBeInstanceOf(of);
    expect(error).toBeInstanceOf(PortcullisError);
    const said = { code, status, requestId: "req_1", detail: "It can't be.", errors };
    expect(error).toMatchObject({ ...said, retryAfter: 99, name: of.name });
    expect(error.message).toBe("It can't be. name: Enter a name.");
  });

  test("of what isn't Portcullis say so", async () => {
    const html = { "content-type": "text/html" };
    for (const status of [200, 302, 404]) {
      const { client } = answering({ status, json: "<html>", headers: html });
      expect(await failure(client.keys.get("x"))).toMatchObject({ code: "PROTOCOL", status });
    }
    const { client } = answering({ status: 504, json: "<html>", headers: html });
    const soon = { deadline: 500 };
    expect(await failure(client.keys.get("x", soon))).toMatchObject({ code: "UNAVAILABLE" });
  });

  test("and the client itself never hold the token", async () => {
    const all = [problem(401), problem(422), "lost", ok({ secretShown: true })] as const;
    const texts = await Promise.all(
      all.map(async (answer) => {
        const { client } = answering(answer);
        const error = await failure(client.keys.rotate("key_1"));
        const shown = inspect(client, { depth: 9, showHidden: true });
        return `${inspect(error, { depth: 9 })}${error.stack}${shown}${client}${JSON.stringify(client)}`;
      }),
    );
    for (const [portal, secret] of [
      ["ftp://x", token],
      ["https://user:hunter2@x", token],
      ["https://x", `${token}\n`],
    ] as const) {
      const made = () => createClient({ portal, token: secret });
      expect(made).toThrow(TypeError);
      texts.push(await failure((async () => made())()).then(inspect));
    }
    for (const text of texts) expect(text).not.toMatch(/7Rk2|hunter2/);
  });
});
