import type { Role } from "@/lib/access/rights";
import type { Environment } from "@/lib/keys/format";

/** How much of its application's grants a key may use by the present role of its owner. */
export type Ceiling = "all" | "non-sensitive" | "none";

export type Ceilings = Record<Role, Record<Environment, Ceiling>>;

const everywhere = (ceiling: Ceiling): Record<Environment, Ceiling> => ({
  development: ceiling,
  staging: ceiling,
  production: ceiling,
});

/** What holds in an organization that has set nothing else. */
export const defaultCeilings: Ceilings = {
  owner: everywhere("all"),
  admin: everywhere("all"),
  developer: everywhere("non-sensitive"),
  auditor: everywhere("none"),
};

/** A grant as a ceiling sees it. */
export type Ceiled = { sensitive: boolean; approvedFor: readonly Environment[] };

/**
 * Whether a key whose owner has the role may use the grant. What was approved for an environment
 * goes beyond a ceiling there, but for an auditor's.
 */
export function isBelow(
  ceiling: Ceiling,
  role: Role,
  environment: Environment,
  { sensitive, approvedFor }: Ceiled,
): boolean {
  if (ceiling === "all") return true;
  if (role !== "auditor" && approvedFor.includes(environment)) return true;
  return ceiling === "non-sensitive" && !sensitive;
}
