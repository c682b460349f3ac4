import type { Environment } from "@/lib/keys/format";

export const allEnvironments: readonly Environment[] = ["development", "staging", "production"];

const words: Record<Environment, string> = {
  development: "Development",
  staging: "Staging",
  production: "Production",
};

export const environmentWord = (environment: Environment): string => words[environment];

/** `Staging and production`, `All environments`. */
export function environmentsInWords(environments: readonly Environment[]): string {
  if (environments.length === allEnvironments.length) return "All environments";
  const [first, ...rest] = environments;
  return [first ? words[first] : "", ...rest].join(" and ");
}
