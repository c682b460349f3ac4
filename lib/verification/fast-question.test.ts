import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "@/lib/http/json";
import { parse } from "@/lib/parse";
import { fastQuestion } from "./fast-question";
import { VerifyKey } from "./question";

/** What the strict way makes of the bytes, or null where it refuses them. */
function strictly(bytes: Buffer): VerifyKey | null {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return parse(VerifyKey, parseJson(text));
  } catch {
    return null;
  }
}

const space = fc.stringMatching(/^[ \n\r\t]{0,2}$/);
const text = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[ -~]{0,20}$/) },
  fc.string({ unit: "binary", maxLength: 8 }),
  fc.constantFrom("", "a".repeat(101), "p".repeat(201), "\u0000", "\u007f", "é", "\\", '"'),
);
const slug = fc.oneof({ weight: 4, arbitrary: fc.stringMatching(/^[a-z0-9-]{0,8}$/) }, text);
const permissions = fc.oneof(
  { weight: 6, arbitrary: fc.array(text, { maxLength: 4 }) },
  fc.constant(Array.from({ length: 101 }, () => "a:b")),
  fc.constant("orders:read"),
);
const cost = fc.oneof(
  fc.nat(2_000_000),
  fc.double(),
  fc.constantFrom(0, -0, 1, 1_000_000, 1_000_001, -1, "1", null, true),
);
const address = fc.constantFrom("203.0.113.7", "2001:db8::1", "2001:DB8::1", "::ffff:1.2.3.4", "");
const long = fc.constantFrom("m".repeat(20), "m".repeat(21), "/".repeat(8000), "/".repeat(8001));
const request = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        method: fc.oneof(fc.constant("GET"), text),
        path: fc.oneof(text, long),
        ip: address,
        userAgent: fc.constantFrom("", "curl/8.5.0", "a".repeat(512), "a".repeat(513)),
      },
      { requiredKeys: [] },
    ),
  },
  fc.record({ method: long, path: text, origin: text }, { requiredKeys: [] }),
  fc.anything(),
);
const value = (name: string) => {
  if (name === "key") return fc.oneof({ weight: 8, arbitrary: text }, fc.anything());
  if (name === "api") return slug;
  if (name === "permissions") return permissions;
  if (name === "cost") return cost;
  if (name === "request") return request;
  return fc.anything();
};
const names = ["key", "api", "permissions", "cost", "request", "request"];
const field = fc
  .oneof(
    { weight: 20, arbitrary: fc.constantFrom(...names) },
    fc.constantFrom("explain", "tags", "__proto__", "Key", "k\\u0065y"),
  )
  .chain((name) =>
    fc.tuple(value(name), space, space, space, space).map(([value, a, b, c, d]) => {
      const json = JSON.stringify(value) ?? "null";
      return `${a}"${name}"${b}:${c}${json}${d}`;
    }),
  );
const body = fc.oneof(
  {
    weight: 10,
    arbitrary: fc
      .tuple(fc.constant(`"key":"k"`), fc.array(field, { maxLength: 4 }), space, space)
      .map(([first, rest, a, b]) => `${a}{${[first, ...rest].join(",")}}${b}`),
  },
  {
    weight: 10,
    arbitrary: fc.array(field, { maxLength: 5 }).map((fields) => `{${fields.join(",")}}`),
  },
  fc.string(),
);

/** The body with one byte taken out, put in or altered, now and then. */
const bytes = fc
  .tuple(body, fc.nat(), fc.nat(255), fc.constantFrom("as it is", "as it is", "cut", "put", "set"))
  .map(([body, where, byte, how]) => {
    const buffer = Buffer.from(body);
    if (how === "as it is" || buffer.length === 0) return buffer;
    const at = where % buffer.length;
    const from = how === "put" ? at : at + 1;
    const middle = how === "cut" ? [] : [byte];
    return Buffer.concat([buffer.subarray(0, at), Buffer.from(middle), buffer.subarray(from)]);
  });

test("the fast way agrees with the strict way on all that it takes", () => {
  let [taken, withRequest] = [0, 0];
  fc.assert(
    fc.property(bytes, (bytes) => {
      const fast = fastQuestion(bytes.toString("latin1"));
      if (fast === null) return;
      taken++;
      if (fast.request?.path !== undefined) withRequest++;
      expect(fast).toEqual(strictly(bytes));
      expect(fastQuestion(bytes.toString("latin1"))).toEqual(fast);
    }),
    { numRuns: 20_000 },
  );
  expect(taken).toBeGreaterThan(500);
  expect(withRequest).toBeGreaterThan(50);
});

test.each([
  ['{"key":"pcl_live_x"}', { key: "pcl_live_x", cost: 1, explain: false }],
  ['{ "cost": 0, "api": "orders", "key": "k" }\n', { key: "k", api: "orders", cost: 0 }],
  ['{"key":"k","permissions":["a:b", "c:d"]}', { permissions: ["a:b", "c:d"] }],
  ['{"key":"k","permissions":[ ]}', { permissions: [] }],
  [
    '{"key":"k","request":{ "method":"GET", "path" : "/a?b" ,"ip":"203.0.113.7"}}',
    { request: { method: "GET", path: "/a?b", ip: "203.0.113.7" } },
  ],
])("%s is taken the fast way", (text, wish) => {
  expect(fastQuestion(text)).toMatchObject(wish);
});

test("what is asked of one key is asked of another as if it had not been seen", () => {
  fc.assert(
    fc.property(bytes, text, text, (bytes, one, another) => {
      const whole = bytes.toString("latin1");
      const ending = /^\{"key":"[^"]*"(.*)$/s.exec(whole)?.[1];
      if (ending === undefined) return;
      for (const key of [one, another]) {
        const asked = Buffer.from(`{"key":"${key}"${Buffer.from(ending, "latin1")}`);
        const fast = fastQuestion(asked.toString("latin1"));
        if (fast !== null) expect(fast).toEqual(strictly(asked));
      }
    }),
    { numRuns: 20_000 },
  );
  const more = { api: "orders", cost: 3 };
  for (const key of ["k", "l", "m"]) {
    expect(fastQuestion(JSON.stringify({ key, ...more }))).toMatchObject({ key, ...more });
  }
});

test.each([
  '{"key":"k","key":"k"}',
  '{"key":"k",}',
  '{"key":"k"}}',
  '{"key":"k"',
  '{"key":"k","cost":01}',
  '{"key":"k","cost":1e3}',
  '{"key":"k","cost":1000001}',
  '{"key":"k\\n"}',
  '{"key":"k\n"}',
  '{"key":"k","explain":true}',
  '{"key":"k","request":{}}',
  '{"key":"k","request":{"method":"GET","method":"GET"}}',
  '{"key":"k","request":{"method":"GET",}}',
  '{"key":"k","request":{"method":"GET"}',
  '{"key":"k","request":{"ip":"localhost"}}',
  '{"key":"k","request":{"origin":"https://crm.example"}}',
  '{"api":"orders"}',
  "{}",
  "[]",
  "",
])("%s is left to the strict way", (text) => {
  expect(fastQuestion(text)).toBeNull();
});
