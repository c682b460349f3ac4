import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson, parseJsonInTurns } from "./json";

const refusal = expect.objectContaining({ status: 400, message: expect.stringMatching(/\.$/) });

test.each([
  ["nothing", ""],
  ["no JSON", "{"],
  ["two values", "{}{}"],
  ["a name given twice", '{"a":1,"a":2}'],
  ["a name given twice, once escaped", '{"a":1,"\\u0061":2}'],
  ["a name given twice, below", '{"x":[{"a":{"b":1},"a":2}]}'],
  ["__proto__", '{"__proto__":{"valid":true}}'],
  ["__proto__, escaped", '{"\\u005f_proto__":1}'],
  ["more than 32 levels", "[".repeat(33) + "]".repeat(33)],
  ["very many levels", "[".repeat(30_000) + "]".repeat(30_000)],
])("%s is refused", async (_, text) => {
  expect(() => parseJson(text)).toThrow(refusal);
  await expect(parseJsonInTurns(text)).rejects.toEqual(refusal);
});

test.each([
  '{"a":{"b":1},"b":{"a":1}}',
  '[{"a":1},{"a":1}]',
  '{"a":"{\\"a\\":1,\\"a\\":2}"}',
  '{"a\\\\":1,"a":":"}',
  "[".repeat(32) + "]".repeat(32),
])("%s passes", async (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
  expect(await parseJsonInTurns(text)).toEqual(JSON.parse(text));
});

test("a long text lets others have their turn; one of too many values is given up", async () => {
  const long = JSON.stringify(
    Array.from({ length: 1000 }, (_, i) => ({ key: "x", tags: [`${i}`] })),
  );
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  const wide = JSON.stringify(Array.from({ length: 60 }, () => JSON.parse(long)));
  expect(await parseJsonInTurns(long)).toHaveLength(1000);
  await expect(parseJsonInTurns(wide)).rejects.toMatchObject({ status: 400 });
  clearInterval(timer);
  expect(turns).toBeGreaterThan(1);
});

test("no text of any kind fails otherwise", async () => {
  const piece = fc.constantFrom("{", "}", "[", "]", ",", ":", '"a"', '"', "1", "\\", "null", " ");
  await fc.assert(
    fc.asyncProperty(fc.array(piece), async (pieces) => {
      const text = pieces.join("");
      const answers = [async () => parseJson(text), () => parseJsonInTurns(text)].map((read) =>
        read().catch((error) => ({ refused: error.status })),
      );
      const [a, b] = await Promise.all(answers);
      expect(a).toEqual(b);
      if (typeof a === "object" && a !== null && "refused" in a) expect(a.refused).toBe(400);
    }),
  );
});

test("what JSON.stringify writes is read back", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), fc.boolean(), (value, spaced) => {
      const text = JSON.stringify(value, null, spaced ? 2 : undefined);
      fc.pre(!text.includes("__proto__"));
      expect(parseJson(text)).toEqual(JSON.parse(text));
    }),
  );
});
