import type { KeyFacts } from "@/lib/policies/breaches";
import type { Breach, FindingName } from "@/lib/policies/rules";

export const dayMs = 86_400_000;
/** From which age on a key is old, and from which time without use idle. */
export const oldDays = 90;
export const idleDays = 90;
/** So many networks within so many days are many. */
export const manyNetworks = 10;
export const networkDays = 30;

/** What findings are made of: a key that works or could work again. */
export type HygieneFacts = KeyFacts & {
  name: string;
  /** When its owner left; null where they are there, or where there is none. */
  ownerLeftAt: Date | null;
  /** From how many networks it was used lately; 0 where that is not many. */
  networks: number;
  breaches: readonly Breach[];
};

/** A finding and what it was found by, in words. */
export type Finding = { name: FindingName; words: () => string };

const dateOf = (time: Date) => time.toISOString().slice(0, 10);
const daysSince = (time: Date, now: Date) =>
  Math.floor((now.getTime() - time.getTime()) / dayMs).toLocaleString("en");

const isBefore = (time: Date, days: number, now: Date) =>
  now.getTime() - time.getTime() >= days * dayMs;

type Uses = Pick<HygieneFacts, "lastUsedAt" | "createdAt" | "notBefore">;

/** Since when nobody has used it who could. */
const unusedSince = ({ lastUsedAt, createdAt, notBefore }: Uses) =>
  [lastUsedAt, notBefore].reduce<Date>(
    (latest, time) => (time && time > latest ? time : latest),
    createdAt,
  );

export const isIdle = (key: Uses, now: Date): boolean => isBefore(unusedSince(key), idleDays, now);

/** What is found in a key, the gravest first. */
export function findingsOf(key: HygieneFacts, now: Date): Finding[] {
  const { createdAt, expiresAt, retiresAt, lastUsedAt, ownerLeftAt, networks } = key;
  const found: Finding[] = [];
  const add = (name: FindingName, words: () => string) => found.push({ name, words });
  const isOld = isBefore(createdAt, oldDays, now);
  if (ownerLeftAt) add("owner-left", () => `Its owner left on ${dateOf(ownerLeftAt)}.`);
  const broken = key.breaches.filter((breach) => isBroken(breach) && !(isOld && isAge(breach)));
  if (broken.length > 0) add("policy", () => broken.map(({ words }) => words).join(" "));
  if (networks >= manyNetworks) {
    add("many-networks", () => `Seen from ${networks} networks in ${networkDays} days.`);
  }
  if (key.environment === "production" && !key.allowedNetworks?.length) {
    add("no-networks", () => "It may be used from anywhere.");
  }
  if (!expiresAt && !retiresAt) add("never-expires", () => "It has no end.");
  if (isIdle(key, now)) {
    const how = lastUsedAt ? "Idle" : "Never used";
    const since = () => `${how} since ${dateOf(unusedSince(key))}`;
    add("idle", () => (key.kind === "jwt" ? `${since()}, as far as gates see.` : `${since()}.`));
  }
  if (isOld) {
    add("old", () => `Generated on ${dateOf(createdAt)}, ${daysSince(createdAt, now)} days ago.`);
  }
  return found;
}

const isBroken = ({ breaksAt, exceptUntil }: Breach) => breaksAt === null && exceptUntil === null;

/** A rotation that people are only reminded of: of an old key its age says so already. */
const isAge = ({ rule, dueAt }: Breach) => rule === "rotation" && dueAt === null;
