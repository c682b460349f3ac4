import fc from "fast-check";
import { expect, test } from "vitest";
import { makeActor, type TokenActor } from "@/lib/access/actor";
import { fromUuid, type IdPrefix } from "@/lib/ids";
import { answerText } from "./answer-text";
import type { Ruling } from "./rule";
import type { Granted } from "./usable";
import { codes, type KeyRecord } from "./verdict";
import { judged } from "./verify";

const id = <P extends IdPrefix>(prefix: P) => fc.uuid().map((uuid) => fromUuid(prefix, uuid));
const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant('"\\\u2028é'));
const date = fc.date({ noInvalidDate: true });
const permission = fc.stringMatching(/^[a-z]{1,5}:[a-z]{1,5}$/);
const granted: fc.Arbitrary<Granted[]> = fc.array(
  fc.record({
    endpointId: fc.option(id("end")),
    permission: fc.option(permission),
    sensitive: fc.boolean(),
    approvedFor: fc.subarray(["development", "staging", "production"] as const),
  }),
);

const record: fc.Arbitrary<KeyRecord> = fc.record({
  key: fc.record({
    id: id("key"),
    sharedKey: fc.stringMatching(/^pcl_live_[0-9A-Za-z]{17}$/),
    name: text,
    environment: fc.constantFrom("development", "staging", "production"),
    status: fc.constant("active"),
    expiresAt: fc.option(date),
    terms: fc.constant(null),
    permissions: fc.option(fc.array(permission)),
    ownerId: fc.option(id("mem")),
    limits: fc.constant(null),
    revision: fc.nat(),
  }),
  application: fc.record({
    id: id("app"),
    name: text,
    status: fc.constant("active"),
    revision: fc.nat(),
  }),
});

const ruling: fc.Arbitrary<Ruling> = fc.record({
  code: fc.constantFrom(...codes),
  finding: fc.oneof(
    { weight: 5, arbitrary: record },
    fc.constantFrom("malformed", "missing", "unreadable"),
  ),
  question: fc.record({
    environment: fc.constant(null),
    granted: fc.option(granted),
    standing: fc.constantFrom(
      null,
      "gone" as const,
      { role: "developer" as const, ceiling: "non-sensitive" as const },
      { role: "auditor" as const, ceiling: "none" as const },
    ),
    permissions: fc.array(permission),
    endpoint: fc.constantFrom(null, undefined),
  }),
  taken: fc.record({
    rateLimits: fc.array(
      fc.record({
        name: text,
        limit: fc.nat(),
        remaining: fc.nat(),
        resetAt: date.map((at) => at.toISOString()),
      }),
      { maxLength: 3 },
    ),
    retryAfterMs: fc.nat(),
  }),
  place: fc.constant(undefined),
  matcher: fc.constant(null),
  ageMs: fc.option(fc.nat(), { nil: undefined, freq: 5 }),
});

test("the text of an answer is the JSON of the verdict, byte for byte", () => {
  fc.assert(
    fc.property(
      ruling,
      id("org"),
      id("req"),
      fc.boolean(),
      (ruling, organizationId, requestId, explain) => {
        const origin = { requestId, network: null, userAgent: null };
        const actor = makeActor<TokenActor>({
          kind: "token",
          id: "tok_x",
          organizationId,
          name: "t",
          scopes: [],
          apiId: null,
          environment: null,
          expiresAt: null,
          origin,
        });
        const wish = { key: "k", cost: 1, explain };
        const expected = JSON.stringify(judged(actor, wish, ruling).verdict);
        expect(answerText(actor, wish, ruling)).toBe(expected);
        expect(answerText(actor, wish, ruling)).toBe(expected);
      },
    ),
    { numRuns: 3_000 },
  );
});
