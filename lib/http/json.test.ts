import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "./json";

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
])("%s is refused", (_, text) => {
  let thrown: unknown;
  try {
    parseJson(text);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toEqual(refusal);
});

test.each([
  '{"a":{"b":1},"b":{"a":1}}',
  '[{"a":1},{"a":1}]',
  '{"a":"{\\"a\\":1,\\"a\\":2}"}',
  '{"a\\\\":1,"a":":"}',
  "[".repeat(32) + "]".repeat(32),
])("%s passes", (text) => {
  expect(parseJson(text)).toEqual(JSON.parse(text));
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
