import { type Right, type Role, rights, roleNames } from "@/lib/access/rights";
import type { Environment } from "@/lib/keys/format";
import type { Ceiling } from "@/lib/policies/ceiling";

export const roleWords: Record<Role, { label: string; hint: string }> = {
  owner: { label: "Owner", hint: "Everything, other owners and deleting the organization too." },
  admin: { label: "Admin", hint: "Everything but owners and deleting the organization." },
  developer: { label: "Developer", hint: "Own applications and those that they maintain." },
  auditor: { label: "Auditor", hint: "Reads everything and changes nothing." },
};

export const roleOptions = (mayGiveOwner: boolean) =>
  roleNames
    .filter((role) => role !== "owner" || mayGiveOwner)
    .map((role) => ({ value: role, ...roleWords[role] }));

const reaches = ["none", "owned", "own", "all"] as const;

/** The rights that reach less far in the one role than in the other. */
export const narrowed = (from: Role, to: Role): Right[] =>
  (Object.keys(rights) as Right[]).filter(
    (right) => reaches.indexOf(rights[right][to]) < reaches.indexOf(rights[right][from]),
  );

const order: readonly Ceiling[] = ["none", "non-sensitive", "all"];
const uses: Record<Ceiling, string> = {
  none: "nothing",
  "non-sensitive": "nothing sensitive that was not approved",
  all: "all that their applications are granted",
};

type PerEnvironment = Record<Environment, Ceiling>;

/** What a member's keys may use less of after a change of role, one sentence per new ceiling. */
export function keysNarrowed(from: PerEnvironment, to: PerEnvironment): string[] {
  const environments = (Object.keys(to) as Environment[]).filter(
    (environment) => order.indexOf(to[environment]) < order.indexOf(from[environment]),
  );
  return order.flatMap((ceiling) => {
    const these = environments.filter((environment) => to[environment] === ceiling);
    if (these.length === 0) return [];
    if (these.length === Object.keys(to).length) return `They may use ${uses[ceiling]}.`;
    return `In ${listed(these)} they may use ${uses[ceiling]}.`;
  });
}

const listed = (words: string[]) => words.join(", ").replace(/, ([^,]*)$/, " and $1");
