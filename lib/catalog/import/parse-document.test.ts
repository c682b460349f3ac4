import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { largestDocument, parseDocument } from "./parse-document";

const refusal = (given: unknown): AppError => {
  try {
    parseDocument(given);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("it was taken");
};

const words = (given: unknown) => {
  const { status, extra } = refusal(given);
  expect(status).toBe(422);
  expect(extra.errors?.[0]?.path).toBe("document");
  return extra.errors?.[0]?.message;
};

describe("a document", () => {
  it.each([
    ["JSON", '{"openapi":"3.0.3","paths":{}}', "3.0.3"],
    ["YAML", "openapi: 3.1.0\npaths: {}\n", "3.1.0"],
    ["YAML with an unquoted version", "openapi: 3.1\npaths: {}", 3.1],
    ["YAML with a byte order mark", "\ufeffopenapi: 3.0.0\r\npaths: {}\r\n", "3.0.0"],
    ["YAML that begins as one", "---\n# a comment\nopenapi: 3.1.1\n...\n", "3.1.1"],
    ["an object", { openapi: "3.2.0", paths: {} }, "3.2.0"],
    ["one of webhooks only", { openapi: "3.1.0", webhooks: {} }, "3.1.0"],
  ])("is read as %s", (_, given, version) => {
    expect(parseDocument(given)).toMatchObject({ openapi: version });
  });

  it("may use anchors and merge keys", () => {
    const text =
      "openapi: 3.0.0\nx: &base {summary: a}\npaths: {/a: {get: {<<: *base, deprecated: true}}}";
    expect(parseDocument(text)).toMatchObject({
      paths: { "/a": { get: { summary: "a", deprecated: true } } },
    });
  });

  it.each([
    ["Swagger", "swagger: '2.0'\npaths: {}", "This is a Swagger 2.0 document. Convert it"],
    ["Swagger unquoted", "swagger: 2.0", "Swagger 2.0"],
    ["AsyncAPI", '{"asyncapi":"3.0.0"}', "AsyncAPI"],
    ["a later version", "openapi: 4.0.0", "OpenAPI 4.0.0 is not understood"],
    ["an odd version", '{"openapi":{"3":0}}', "no openapi field"],
    ["something else", '{"name":"x"}', "no openapi field"],
    ["inherited names only", "{}", "no openapi field"],
    ["a text", "hello", "no OpenAPI document"],
    ["a list", "- openapi: 3.0.0", "no OpenAPI document"],
    ["nothing", " \n", "is empty"],
    ["broken JSON", '{\n"openapi": "3.0.0",\n}', "not valid JSON"],
    ["broken YAML", "openapi: 3.0.0\npaths: [", "not valid YAML"],
    ["two documents", "openapi: 3.0.0\n---\nopenapi: 3.0.0", "not valid YAML"],
    ["paths as a list", "openapi: 3.0.0\npaths: []", "paths are not an object"],
    ["a tag that makes more than data", "openapi: !!js/function 'x'", "unknown scalar tag"],
  ])("is refused in words: %s", (_, given, told) => {
    expect(words(given)).toContain(told);
  });

  it("is refused by line", () => {
    expect(words("openapi: 3.0.0\npaths:\n\t- x")).toMatch(/line 3/);
  });

  it("is at most 5 MiB, in bytes", () => {
    expect(refusal(`openapi: 3.0.0\n#${"x".repeat(largestDocument)}`).status).toBe(413);
    expect(refusal(`openapi: 3.0.0\n#${"€".repeat(largestDocument / 2)}`).status).toBe(413);
  });
});

describe("a document made to harm", () => {
  const bomb = (levels: number, item: (n: number) => string) =>
    ["a0: &a0 [x]", ...Array.from({ length: levels }, (_, n) => `a${n + 1}: &a${n + 1} ${item(n)}`)]
      .concat("openapi: 3.0.0")
      .join("\n");
  const nines = (n: number) => `[${Array(9).fill(`*a${n}`).join(", ")}]`;

  const wide = Array.from({ length: 5000 }, (_, n) => `k${n}: 1`).join(", ");
  const merges = `openapi: 3.0.0\nm: &m {${wide}}\nx: [${"{<<: *m}, ".repeat(5000)}]`;

  it.each([
    ["aliases of aliases", bomb(40, nines)],
    ["too many aliases", `openapi: 3.0.0\na: &a 1\nb: [${"*a, ".repeat(20_000)}]`],
    ["merges of merges", merges],
    ["a circle", "openapi: 3.0.0\na: &a [*a]"],
    ["deep YAML", `openapi: 3.0.0\nx: ${"[".repeat(100_000)}`],
    ["deep YAML, closed", `openapi: 3.0.0\nx: ${"[".repeat(2000)}${"]".repeat(2000)}`],
    ["deep JSON", `{"openapi":"3.0.0","x":${"[".repeat(500_000)}${"]".repeat(500_000)}}`],
    [
      "many names",
      `openapi: 3.0.0\n${Array.from({ length: 100_000 }, (_, n) => `k${n}: 1`).join("\n")}`,
    ],
    ["a name of the prototype", '{"openapi":"3.0.0","__proto__":{"paths":[]}}'],
    ["quotes without end", `openapi: "${'\\"'.repeat(1_000_000)}`],
    ["spaces without end", `openapi: 3.0.0${" ".repeat(4_000_000)}x`],
  ])("is taken or refused in time: %s", { timeout: 30_000 }, (_, text) => {
    const start = performance.now();
    try {
      expect(parseDocument(text)).toMatchObject({ openapi: expect.anything() });
    } catch (error) {
      expect(error).toMatchObject({ status: 422 });
    }
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(Object.prototype).not.toHaveProperty("paths");
  });
});
