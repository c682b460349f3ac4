import { findingNames } from "@/lib/policies/rules";
import type { Finding } from "./finding";
import type { HygieneCounts } from "./summary";

export function countFound(keys: readonly { findings: readonly Finding[] }[]): HygieneCounts {
  const findings = Object.fromEntries(findingNames.map((name) => [name, 0]));
  for (const key of keys) {
    for (const { name } of key.findings) findings[name] = (findings[name] ?? 0) + 1;
  }
  const clean = keys.filter((key) => key.findings.length === 0).length;
  return { keys: keys.length, clean, findings: findings as HygieneCounts["findings"] };
}
