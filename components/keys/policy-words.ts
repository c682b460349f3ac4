import type { Environment } from "@/lib/keys/format";
import type { KeyKind } from "@/lib/keys/summary";
import type { Rules } from "@/lib/policies/rules";

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);
const active = (count: number) => (count === 1 ? "1 active key" : `${count} active keys`);

type Subject = { environment: Environment; kind: KeyKind };

/** What policy demands of such a key, one short phrase each. */
export function policyPhrases(rules: Rules, { environment, kind }: Subject): string[] {
  const lifetime = rules.maxLifetimeDays[environment];
  const most = rules.maxActiveKeys[environment];
  return [
    rules.kinds.length === 1 && (rules.kinds[0] === "jwt" ? "is a JWT key" : "is a secret key"),
    lifetime !== null && `ends within ${days(lifetime)}`,
    lifetime === null && !rules.neverAllowed[environment] && "has an end",
    rules.networksRequired[environment] && "names its allowed networks",
    most !== null && `is one of at most ${active(most)}`,
    rules.rotateEveryDays !== null &&
      `is rotated every ${days(rules.rotateEveryDays)}${rules.rotationEnforced ? "" : " (reminders only)"}`,
    kind === "secret" &&
      rules.disableIdleDays !== null &&
      `is disabled when idle for ${days(rules.disableIdleDays)}`,
  ].filter((phrase) => phrase !== false);
}

/** "A production key ends within 90 days and is rotated every 90 days." Empty where policy is silent. */
export function policyWords(rules: Rules, subject: Subject): string {
  const { environment } = subject;
  const phrases = policyPhrases(rules, subject);
  const last = phrases.pop();
  if (last === undefined) return "";
  const all = phrases.length === 0 ? last : `${phrases.join(", ")} and ${last}`;
  return `A ${environment} key ${all}.`;
}
