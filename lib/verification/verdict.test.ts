import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { explain } from "./explain";
import {
  type Code,
  codes,
  type Finding,
  type Granted,
  type KeyRecord,
  permissionsOf,
  type Question,
  verdict,
} from "./verdict";

const now = new Date("2026-11-21T12:00:00.000Z");
const past = new Date(now.getTime() - 1);
const future = new Date(now.getTime() + 1);

type Change = Partial<KeyRecord["key"]> & { applicationStatus?: "active" | "inactive" };

const record = ({ applicationStatus = "active", ...key }: Change = {}): KeyRecord => ({
  key: {
    id: newId("key"),
    sharedKey: "pcl_live_00000000000000000",
    name: "ci",
    environment: "production",
    status: "active",
    notBefore: null,
    expiresAt: null,
    permissions: null,
    ownerId: null,
    limits: null,
    revision: 1,
    ...key,
  },
  application: { id: newId("app"), name: "CRM", status: applicationStatus, revision: 1 },
});

const read: Granted = { endpoint: false, permission: "orders:read" };
const write: Granted = { endpoint: false, permission: "orders:write" };
const writingEndpoint: Granted = { endpoint: true, permission: "orders:write" };
const openEndpoint: Granted = { endpoint: true, permission: null };

const ask = (change: Partial<Question> = {}): Question => ({
  environment: null,
  granted: null,
  permissions: [],
  ...change,
});

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
    words: explain(code, finding, question),
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
    granted: fc.constantFrom<Granted[] | null>(null, [], [read], [read, write], [openEndpoint]),
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

  type Asked = { granted: Granted[] | null; permissions: string[]; own: string[] | null };

  function suffices({ granted, permissions, own }: Asked): boolean {
    if (granted === null) return permissions.length === 0;
    const mine = granted.filter((g) => !own || !g.permission || own.includes(g.permission));
    const named = mine.filter((g) => !g.endpoint).map((g) => g.permission);
    return mine.length > 0 && permissions.every((p) => named.includes(p));
  }
});

test("permissions are told once, in order, without those of endpoints", () => {
  expect(permissionsOf(null, [write, read, read, writingEndpoint, openEndpoint])).toEqual([
    "orders:read",
    "orders:write",
  ]);
});
