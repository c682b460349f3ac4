import { expect, test } from "vitest";
import { explain } from "./explain";
import { Networks } from "./networks";
import {
  approved,
  ask,
  auditor,
  curbed,
  developer,
  elsewhere,
  limited,
  open,
  openEndpoint,
  other,
  read,
  reading,
  record,
  refund,
  write,
  writing,
  writingEndpoint,
} from "./testing/questions";
import { usable } from "./usable";
import { type Code, codes, type Finding, type Question, verdict } from "./verdict";

const now = Date.parse("2026-11-21T12:00:00.000Z");
const [past, future] = [now - 1, now + 1];
const [before, at, after] = [new Date(past), new Date(now), new Date(future)];
const networks = new Networks(["203.0.113.0/24", "2001:db8::/48"]);
const origins = ["https://crm.example", "http://localhost:3000"];

const asking = ask({ request: { ip: "203.0.113.7", origin: "https://crm.example" } });

const table: [string, Code, Finding, Question?][] = [
  ["not a key", "MALFORMED", "malformed"],
  ["nobody's key", "NOT_FOUND", "missing"],
  ["garbage in its row", "UNREADABLE", "unreadable"],
  ["revoked", "REVOKED", record({ status: "revoked" })],
  ["noted as expired", "EXPIRED", record({ status: "expired" })],
  ["past its end", "EXPIRED", record({ expiresAt: before })],
  ["at its end", "EXPIRED", record({ expiresAt: at })],
  ["a millisecond before its end", "VALID", record({ expiresAt: after })],
  ["replaced, past its end", "REVOKED", limited({ retiresAt: past })],
  ["replaced, at its end", "REVOKED", limited({ retiresAt: now })],
  ["replaced, a millisecond before its end", "VALID", limited({ retiresAt: future })],
  ["replaced, noted as expired", "EXPIRED", limited({ retiresAt: past }, { status: "expired" })],
  ["replaced and expired at once", "EXPIRED", limited({ retiresAt: now }, { expiresAt: at })],
  ["before its beginning", "NOT_YET_VALID", limited({ notBefore: future })],
  ["at its beginning", "VALID", limited({ notBefore: now })],
  ["disabled", "DISABLED", record({ status: "disabled" })],
  ["quarantined", "QUARANTINED", record({ status: "quarantined" })],
  ["its application inactive", "APPLICATION_INACTIVE", record({ applicationStatus: "inactive" })],
  ["another environment", "WRONG_ENVIRONMENT", record(), ask({ environment: "staging" })],
  ["its environment", "VALID", record(), ask({ environment: "production" })],
  ...(
    [
      ["from a network of its", "VALID", { ip: "203.0.113.7" }],
      ["from another of its", "VALID", { ip: "2001:db8::1" }],
      ["from elsewhere", "IP_NOT_ALLOWED", { ip: "198.51.100.7" }],
      ["from nobody knows where", "IP_NOT_ALLOWED", {}],
      ["in no request", "IP_NOT_ALLOWED", undefined],
      ["from what is no address", "IP_NOT_ALLOWED", { ip: "" }],
    ] as const
  ).map(([name, code, request]): [string, Code, Finding, Question] => [
    name,
    code,
    limited({ networks }),
    ask({ request }),
  ]),
  ...(
    [
      ["of its origin", "VALID", { origin: "https://crm.example" }],
      ["of another of its", "VALID", { origin: "http://localhost:3000" }],
      ["of a longer one", "ORIGIN_NOT_ALLOWED", { origin: "https://crm.example.evil.example" }],
      ["of another scheme", "ORIGIN_NOT_ALLOWED", { origin: "http://crm.example" }],
      ["of another port", "ORIGIN_NOT_ALLOWED", { origin: "https://crm.example:8443" }],
      ["of an opaque origin", "ORIGIN_NOT_ALLOWED", { origin: "null" }],
      ["of no origin", "ORIGIN_NOT_ALLOWED", { origin: "" }],
      ["of nobody knows which", "ORIGIN_NOT_ALLOWED", { ip: "203.0.113.7" }],
      ["in no request", "ORIGIN_NOT_ALLOWED", undefined],
    ] as const
  ).map(([name, code, request]): [string, Code, Finding, Question] => [
    name,
    code,
    limited({ origins }),
    ask({ request }),
  ]),
  ["allowed nowhere", "IP_NOT_ALLOWED", limited({ networks: new Networks([]) }), asking],
  ["with no origin allowed", "ORIGIN_NOT_ALLOWED", limited({ origins: [] }), asking],
  ["allowed there, by both", "VALID", limited({ networks, origins }), asking],
  ["elsewhere, for an unlimited key", "VALID", record(), ask({ request: { ip: "198.51.100.7" } })],
  ["identity alone", "VALID", record()],
  ["no grant on the API", "INSUFFICIENT_PERMISSIONS", record(), ask({ granted: [] })],
  ["a grant on the API", "VALID", record(), ask({ granted: [read] })],
  ["an endpoint's grant on the API", "VALID", record(), ask({ granted: [openEndpoint] })],
  [
    "a permission that is granted",
    "VALID",
    record(),
    ask({ granted: [read], permissions: ["orders:read"] }),
  ],
  [
    "one of two permissions granted",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [read], permissions: ["orders:read", "orders:write"] }),
  ],
  [
    "both permissions granted",
    "VALID",
    record(),
    ask({ granted: [read, write], permissions: ["orders:read", "orders:write"] }),
  ],
  [
    "an endpoint's grant never counts as its permission",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [read, writingEndpoint], permissions: ["orders:write"] }),
  ],
  [
    "granted, but not to this key",
    "INSUFFICIENT_PERMISSIONS",
    record({ permissions: ["orders:read"] }),
    ask({ granted: [read, write], permissions: ["orders:write"] }),
  ],
  [
    "the key's own, but no longer granted",
    "INSUFFICIENT_PERMISSIONS",
    record({ permissions: ["orders:read", "orders:write"] }),
    ask({ granted: [read], permissions: ["orders:write"] }),
  ],
  [
    "grants, but none for this key",
    "INSUFFICIENT_PERMISSIONS",
    record({ permissions: [] }),
    ask({ granted: [read, writingEndpoint] }),
  ],
  [
    "an endpoint's grant that the key's own permissions leave out",
    "INSUFFICIENT_PERMISSIONS",
    record({ permissions: ["orders:read"] }),
    ask({ granted: [openEndpoint, read], endpoint: open }),
  ],
  [
    "a path, its permission granted",
    "VALID",
    record(),
    ask({ granted: [read], endpoint: reading }),
  ],
  [
    "a path, itself granted",
    "VALID",
    record(),
    ask({ granted: [writingEndpoint], endpoint: writing }),
  ],
  [
    "a path, another one granted that requires the same",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [writingEndpoint, read], endpoint: other }),
  ],
  [
    "a path that requires nothing, granted",
    "VALID",
    record(),
    ask({ granted: [openEndpoint], endpoint: open }),
  ],
  [
    "a path that requires nothing and is not granted",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [read, write], endpoint: open }),
  ],
  [
    "a path that matches nothing",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [read, write], endpoint: null }),
  ],
  [
    "a path that is granted, and a permission that is not",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [read], endpoint: reading, permissions: ["orders:write"] }),
  ],
  [
    "a path that is not granted, and a permission that is",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [read], endpoint: writing, permissions: ["orders:read"] }),
  ],
  ...(
    [
      ["below the ceiling", "VALID", [read, refund], developer, read],
      ["sensitive", "INSUFFICIENT_PERMISSIONS", [read, refund], developer, refund],
      ["sensitive, approved for it", "VALID", [approved], developer, refund],
      ["sensitive, approved elsewhere", "INSUFFICIENT_PERMISSIONS", [elsewhere], developer, refund],
      ["nothing without approval", "INSUFFICIENT_PERMISSIONS", [read], curbed, read],
      ["nothing but what is approved", "VALID", [approved], curbed, refund],
      [
        "an auditor's key, whatever is approved",
        "INSUFFICIENT_PERMISSIONS",
        [approved],
        auditor,
        refund,
      ],
      ["an owner who is gone", "INSUFFICIENT_PERMISSIONS", [read], "gone", read],
      ["nobody's", "VALID", [refund], null, refund],
    ] as const
  ).map(([name, code, granted, standing, { permission }]): [string, Code, Finding, Question] => [
    `the owner's ceiling: ${name}`,
    code,
    record(),
    ask({ granted, standing, permissions: [permission ?? ""] }),
  ]),
  [
    "the identity of a key whose owner is gone",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ standing: "gone" }),
  ],
  [
    "an inherited name is no permission",
    "INSUFFICIENT_PERMISSIONS",
    record(),
    ask({ granted: [read], permissions: ["__proto__"] }),
  ],
];

test.each(table)("%s: %s", (_, code, finding, question = ask()) => {
  expect(verdict(finding, question, now)).toBe(code);
});

test("the table has a row for every code that is not counted", () => {
  const counted = ["QUOTA_EXCEEDED", "RATE_LIMITED"];
  expect(new Set(table.map(([, code]) => code))).toEqual(
    new Set(codes.filter((code) => !counted.includes(code))),
  );
});

test("every verdict has its own words, and those of a refusal say what to do", () => {
  const words = table.map(([, code, finding, question = ask()]) => ({
    code,
    words: explain(code, finding, question).reason,
  }));
  for (const { code, words: text } of words) {
    expect(text).toMatch(/\.$/);
    if (code !== "VALID") expect(text).not.toBe("Every rule holds.");
  }
});

test("permissions are told once, in order, without those of endpoints", () => {
  const granted = [write, read, read, writingEndpoint, openEndpoint];
  const may = usable(granted, null, "production", null);
  expect(may.permissions).toEqual(["orders:read", "orders:write"]);
  expect(usable(granted, null, "production", null)).toBe(may);
});
