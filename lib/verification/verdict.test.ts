import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { explain } from "./explain";
import {
  approved,
  ask,
  auditor,
  curbed,
  developer,
  elsewhere,
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
import { type Granted, type Standing, usable } from "./usable";
import { type Code, codes, type Finding, type Question, verdict } from "./verdict";

const now = new Date("2026-11-21T12:00:00.000Z");
const past = new Date(now.getTime() - 1);
const future = new Date(now.getTime() + 1);

const table: [string, Code, Finding, Question?][] = [
  ["not a key", "MALFORMED", "malformed"],
  ["nobody's key", "NOT_FOUND", "missing"],
  ["garbage in its row", "UNREADABLE", "unreadable"],
  ["revoked", "REVOKED", record({ status: "revoked" })],
  ["noted as expired", "EXPIRED", record({ status: "expired" })],
  ["past its end", "EXPIRED", record({ expiresAt: past })],
  ["at its end", "EXPIRED", record({ expiresAt: now })],
  ["a millisecond before its end", "VALID", record({ expiresAt: future })],
  ["before its beginning", "NOT_YET_VALID", record({ notBefore: future })],
  ["at its beginning", "VALID", record({ notBefore: now })],
  ["disabled", "DISABLED", record({ status: "disabled" })],
  ["quarantined", "QUARANTINED", record({ status: "quarantined" })],
  ["its application inactive", "APPLICATION_INACTIVE", record({ applicationStatus: "inactive" })],
  ["another environment", "WRONG_ENVIRONMENT", record(), ask({ environment: "staging" })],
  ["its environment", "VALID", record(), ask({ environment: "production" })],
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

describe("precedence", () => {
  const faults = fc.record({
    status: fc.constantFrom("active", "disabled", "quarantined", "expired", "revoked" as const),
    expiresAt: fc.constantFrom(null, past, now, future),
    notBefore: fc.constantFrom(null, past, now, future),
    applicationStatus: fc.constantFrom("active", "inactive" as const),
    environment: fc.constantFrom(null, "production", "staging" as const),
    granted: fc.constantFrom<Granted[] | null>(
      null,
      [],
      [read],
      [read, write],
      [openEndpoint, writingEndpoint],
      [read, refund, openEndpoint],
      [approved],
    ),
    standing: fc.constantFrom<Standing>(null, "gone", developer, curbed, auditor),
    endpoint: fc.constantFrom(undefined, undefined, null, reading, writing, other, open),
    permissions: fc.constantFrom<string[]>([], ["orders:read"], ["orders:write"]),
    own: fc.constantFrom<string[] | null>(null, [], ["orders:read"]),
  });

  test("the first code of the contract's order that applies is the verdict", () => {
    fc.assert(
      fc.property(faults, (f) => {
        const applies: Record<Code, boolean> = {
          MALFORMED: false,
          NOT_FOUND: false,
          UNREADABLE: false,
          REVOKED: f.status === "revoked",
          EXPIRED: f.status === "expired" || (f.expiresAt !== null && f.expiresAt <= now),
          NOT_YET_VALID: f.notBefore !== null && f.notBefore > now,
          DISABLED: f.status === "disabled",
          QUARANTINED: f.status === "quarantined",
          APPLICATION_INACTIVE: f.applicationStatus === "inactive",
          WRONG_ENVIRONMENT: f.environment === "staging",
          INSUFFICIENT_PERMISSIONS: !suffices(f),
          QUOTA_EXCEEDED: false,
          RATE_LIMITED: false,
          VALID: true,
        };
        const key = record({
          status: f.status,
          expiresAt: f.expiresAt,
          notBefore: f.notBefore,
          applicationStatus: f.applicationStatus,
          permissions: f.own,
        });
        expect(verdict(key, ask(f), now)).toBe(codes.find((code) => applies[code]));
      }),
      { numRuns: 5000 },
    );
  });

  type Asked = Pick<Question, "granted" | "permissions" | "endpoint" | "standing"> & {
    own: string[] | null;
  };

  function suffices({ granted, permissions, own, endpoint, standing }: Asked): boolean {
    if (standing === "gone") return false;
    if (granted === null) return permissions.length === 0 && endpoint === undefined;
    const mine = granted
      .filter((g) => own === null || (g.permission !== null && own.includes(g.permission)))
      .filter((g) => {
        if (standing === null) return true;
        if (standing.role === "auditor") return false;
        if (g.approvedFor.includes("production")) return true;
        return standing.ceiling === "non-sensitive" && !g.sensitive;
      });
    const named = mine.filter((g) => g.endpointId === null).map((g) => g.permission);
    const passes =
      endpoint === undefined ||
      (endpoint !== null &&
        (mine.some((g) => g.endpointId === endpoint.id) ||
          (endpoint.permission !== null && named.includes(endpoint.permission))));
    return mine.length > 0 && passes && permissions.every((p) => named.includes(p));
  }
});

test("permissions are told once, in order, without those of endpoints", () => {
  const granted = [write, read, read, writingEndpoint, openEndpoint];
  const may = usable(granted, null, "production", null);
  expect(may.permissions).toEqual(["orders:read", "orders:write"]);
  expect(usable(granted, null, "production", null)).toBe(may);
});
