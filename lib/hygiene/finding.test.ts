import { expect, test } from "vitest";
import type { Breach } from "@/lib/policies/rules";
import { dayMs, findingsOf, type HygieneFacts, isIdle } from "./finding";

const now = new Date("2026-11-21T12:00:00.000Z");
const ago = (days: number, ms = 0) => new Date(now.getTime() - days * dayMs - ms);

/** A key in which nothing is found. */
const clean: HygieneFacts = {
  name: "ci",
  environment: "production",
  kind: "secret",
  status: "active",
  createdAt: ago(10),
  notBefore: null,
  expiresAt: ago(-20),
  retiresAt: null,
  lastUsedAt: null,
  allowedNetworks: ["203.0.113.0/24"],
  ownerLeftAt: null,
  networks: 0,
  breaches: [],
};

const breach = (changes: Partial<Breach> = {}): Breach => ({
  rule: "networks",
  words: "Production keys name their networks.",
  breaksAt: null,
  dueAt: ago(-3).toISOString(),
  exceptUntil: null,
  ...changes,
});

const cases: [string, Partial<HygieneFacts>, string[]][] = [
  ["nothing", {}, []],
  ["no end", { expiresAt: null }, ["never-expires: It has no end."]],
  ["no end of its own, but a rotation's", { expiresAt: null, retiresAt: ago(-1) }, []],
  ["owner left", { ownerLeftAt: ago(20) }, ["owner-left: Its owner left on 2026-11-01."]],
  ["few networks", { networks: 9 }, []],
  ["many networks", { networks: 14 }, ["many-networks: Seen from 14 networks in 30 days."]],
  ["anywhere", { allowedNetworks: null }, ["no-networks: It may be used from anywhere."]],
  ["anywhere in staging", { allowedNetworks: null, environment: "staging" }, []],
  ["almost old", { createdAt: ago(90, -1), lastUsedAt: ago(1) }, []],
  [
    "old",
    { createdAt: ago(90), lastUsedAt: ago(1) },
    ["old: Generated on 2026-08-23, 90 days ago."],
  ],
  [
    "never used",
    { createdAt: ago(1400) },
    ["idle: Never used since 2023-01-21.", "old: Generated on 2023-01-21, 1,400 days ago."],
  ],
  [
    "idle",
    { createdAt: ago(300), lastUsedAt: ago(204) },
    ["idle: Idle since 2026-05-01.", "old: Generated on 2026-01-25, 300 days ago."],
  ],
  [
    "idle, but checked unseen",
    { createdAt: ago(300), lastUsedAt: ago(204), kind: "jwt" },
    [
      "idle: Idle since 2026-05-01, as far as gates see.",
      "old: Generated on 2026-01-25, 300 days ago.",
    ],
  ],
  [
    "not usable until lately",
    { createdAt: ago(100), notBefore: ago(89) },
    ["old: Generated on 2026-08-13, 100 days ago."],
  ],
  ["a rule", { breaches: [breach()] }, ["policy: Production keys name their networks."]],
  ["a rule that it breaks later", { breaches: [breach({ breaksAt: ago(-1).toISOString() })] }, []],
  ["an exception", { breaches: [breach({ exceptUntil: ago(-1).toISOString() })] }, []],
  [
    "a rotation that was missed",
    { breaches: [breach({ rule: "rotation", dueAt: null, words: "Rotate." })] },
    ["policy: Rotate."],
  ],
  [
    "age, once",
    {
      createdAt: ago(91),
      lastUsedAt: ago(1),
      breaches: [breach({ rule: "rotation", dueAt: null, words: "Rotate." })],
    },
    ["old: Generated on 2026-08-22, 91 days ago."],
  ],
  [
    "an enforced rotation",
    {
      createdAt: ago(91),
      lastUsedAt: ago(1),
      breaches: [breach({ rule: "rotation", words: "Rotate." })],
    },
    ["policy: Rotate.", "old: Generated on 2026-08-22, 91 days ago."],
  ],
];

test.each(cases)("finds %s", (_, changes, words) => {
  const found = findingsOf({ ...clean, ...changes }, now);
  expect(found.map((finding) => `${finding.name}: ${finding.words()}`)).toEqual(words);
});

test("idle is exact to the millisecond", () => {
  expect(isIdle({ ...clean, createdAt: ago(90) }, now)).toBe(true);
  expect(isIdle({ ...clean, createdAt: ago(90, -1) }, now)).toBe(false);
  expect(isIdle({ ...clean, createdAt: ago(200), lastUsedAt: ago(90, -1) }, now)).toBe(false);
});
