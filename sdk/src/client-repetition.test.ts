import { describe, expect, test } from "vitest";
import { NotFoundError, SecretShownError } from "./client-errors.js";
import { answering, failure, ok, problem } from "./testing/fake-portal.js";

describe("a repetition", () => {
  test("bears the same Idempotency-Key and body, and another call another one", async () => {
    const { client, asked } = answering("lost", ok(), ok());
    await client.keys.revoke("key_1", { reason: "compromised" });
    await client.keys.revoke("key_1", { reason: "compromised" });
    const keys = asked.map(({ headers }) => headers.get("idempotency-key"));
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
    expect(asked[1]?.body).toBe(asked[0]?.body);
    await client.keys.revoke("key_1", {}, { idempotencyKey: "mine" });
    expect(asked[3]?.headers.get("idempotency-key")).toBe("mine");
  });

  test.each([429, 503])("of %d waits as long as the answer says", async (status) => {
    const { client, asked } = answering(problem(status, {}, { "retry-after": "1" }), ok());
    const began = performance.now();
    await client.keys.get("key_1");
    expect(performance.now() - began).toBeGreaterThan(990);
    expect(asked).toHaveLength(2);
  });

  test("that would come after the deadline is not waited for", async () => {
    const { client, asked } = answering(problem(429, {}, { "retry-after": "60" }));
    const error = await failure(client.keys.get("key_1"));
    expect(error).toMatchObject({ code: "TOO_MANY_REQUESTS", retryAfter: 60 });
    expect(asked).toHaveLength(1);
  });

  test("is made once", async () => {
    const { client, asked } = answering("lost");
    const error = await failure(client.keys.get("key_1"));
    expect(error).toMatchObject({ code: "UNREACHABLE", status: null });
    expect(asked).toHaveLength(2);
  });

  test("is not made where it wouldn't help", async () => {
    for (const status of [400, 401, 403, 404, 409, 412, 422, 500]) {
      const { client, asked } = answering(problem(status));
      await failure(client.keys.get("key_1"));
      expect([status, asked.length]).toEqual([status, 1]);
    }
  });

  test("of a removal whose answer was lost finds it done", async () => {
    const { client } = answering("lost", problem(404));
    expect(await client.applications.delete("app_1")).toBeUndefined();
    const unknown = answering(problem(404)).client.applications.delete("app_1");
    await expect(unknown).rejects.toBeInstanceOf(NotFoundError);
  });

  test.each([429, 503])(
    "of a removal after %d doesn't take what isn't there for removed",
    async (status) => {
      const { client } = answering(problem(status, {}, { "retry-after": "0" }), problem(404));
      await expect(client.tokens.revoke("tok_typo")).rejects.toBeInstanceOf(NotFoundError);
    },
  );

  test("of what replaces is made only where it can undo nothing", async () => {
    const soon = { "retry-after": "0" };
    for (const [first, ...options] of [
      ["lost", undefined],
      ["lost", { revision: "*" }],
      [problem(503, {}, soon), undefined],
    ] as const) {
      const { client, asked } = answering(first, ok());
      const error = await failure(client.grants.replace("app_1", { grants: [] }, ...options));
      expect(error.code).toMatch(/UNREACHABLE|UNAVAILABLE/);
      expect(asked).toHaveLength(1);
    }
    const blind = answering("lost", ok());
    await failure(blind.client.keys.edit("key_1", {}, { revision: "*" }));
    expect(blind.asked).toHaveLength(1);
    for (const [first, revision] of [
      ["lost", 3],
      [problem(429, {}, soon), undefined],
    ] as const) {
      const { client, asked } = answering(first, ok());
      await client.grants.replace("app_1", { grants: [] }, revision ? { revision } : {});
      expect(asked).toHaveLength(2);
    }
  });

  test("of an edit whose answer was lost says that it may have been done", async () => {
    const { client } = answering("lost", problem(412));
    const error = await failure(client.keys.edit("key_1", {}, { revision: 1 }));
    expect(error).toMatchObject({ code: "UNREACHABLE", requestId: "req_1" });
    expect(error.message).toContain("perhaps this edit was done");
  });

  test("of what showed a secret fails, and gives the rest", async () => {
    const { client } = answering("lost", ok({ key: { id: "key_1" }, secretShown: true }));
    const error = await failure(client.keys.rotate("key_1"));
    expect(error).toBeInstanceOf(SecretShownError);
    expect(error).toMatchObject({ code: "SECRET_SHOWN", answer: { key: { id: "key_1" } } });
  });
});
