import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Networks } from "./networks";
import {
  approved,
  ask,
  auditor,
  curbed,
  developer,
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
import type { Granted, Standing } from "./usable";
import { type Code, codes, type Question, verdict } from "./verdict";

const now = Date.parse("2026-11-21T12:00:00.000Z");
const [past, future] = [now - 1, now + 1];
const [before, at, after] = [new Date(past), new Date(now), new Date(future)];
const networks = new Networks(["203.0.113.0/24", "2001:db8::/48"]);
const origins = ["https://crm.example", "http://localhost:3000"];

describe("precedence", () => {
  const faults = fc.record({
    status: fc.constantFrom("active", "disabled", "quarantined", "expired", "revoked" as const),
    expiresAt: fc.constantFrom(null, before, at, after),
    terms: fc.option(
      fc.record({
        notBefore: fc.constantFrom(null, past, now, future),
        retiresAt: fc.constantFrom(null, null, past, now, future),
        networks: fc.constantFrom(null, networks),
        origins: fc.constantFrom(null, origins),
        token: fc.constant(null),
      }),
    ),
    request: fc.option(
      fc.record(
        {
          ip: fc.constantFrom("203.0.113.255", "203.0.114.0"),
          origin: fc.constantFrom("https://crm.example", "https://evil.example"),
        },
        { requiredKeys: [] },
      ),
      { nil: undefined },
    ),
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
        const { notBefore = null, retiresAt = null } = f.terms ?? {};
        const applies: Record<Code, boolean> = {
          MALFORMED: false,
          NOT_FOUND: false,
          UNREADABLE: false,
          REVOKED:
            f.status === "revoked" ||
            (f.status !== "expired" &&
              !(f.expiresAt !== null && f.expiresAt <= at) &&
              retiresAt !== null &&
              retiresAt <= now),
          EXPIRED: f.status === "expired" || (f.expiresAt !== null && f.expiresAt <= at),
          NOT_YET_VALID: notBefore !== null && notBefore > now,
          DISABLED: f.status === "disabled",
          QUARANTINED: f.status === "quarantined",
          APPLICATION_INACTIVE: f.applicationStatus === "inactive",
          WRONG_ENVIRONMENT: f.environment === "staging",
          IP_NOT_ALLOWED: !!f.terms?.networks && f.request?.ip !== "203.0.113.255",
          ORIGIN_NOT_ALLOWED: !!f.terms?.origins && f.request?.origin !== "https://crm.example",
          INSUFFICIENT_PERMISSIONS: !suffices(f),
          QUOTA_EXCEEDED: false,
          RATE_LIMITED: false,
          VALID: true,
        };
        const key = record({
          status: f.status,
          expiresAt: f.expiresAt,
          terms: f.terms,
          applicationStatus: f.applicationStatus,
          permissions: f.own,
        });
        expect(verdict(key, ask(f), now)).toBe(codes.find((code) => applies[code]));
      }),
      { numRuns: 10_000 },
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
