import { type Role, roleNames } from "@/lib/access/rights";
import type { Environment } from "@/lib/keys/format";
import type { Ceiling, Ceilings } from "@/lib/policies/ceiling";

export const ceilingNames: readonly Ceiling[] = ["all", "non-sensitive", "none"];

export const ceilingWords: Record<Ceiling, { label: string; hint: string }> = {
  all: { label: "Everything granted", hint: "All that the application is granted." },
  "non-sensitive": {
    label: "Only what isn’t sensitive",
    hint: "A sensitive permission needs an approval.",
  },
  none: { label: "Nothing", hint: "Everything needs an approval." },
};

export const roleWords: Record<Role, string> = {
  owner: "Owners",
  admin: "Admins",
  developer: "Developers",
  auditor: "Auditors",
};

export const environmentNames: readonly Environment[] = ["development", "staging", "production"];

export type CeilingChange = {
  role: Role;
  environment: Environment;
  from: Ceiling;
  to: Ceiling;
};

/** What differs, role by role. */
export const changesOf = (present: Ceilings, wish: Ceilings): CeilingChange[] =>
  roleNames.flatMap((role) =>
    environmentNames.flatMap((environment) => {
      const from = present[role][environment];
      const to = wish[role][environment];
      return from === to ? [] : [{ role, environment, from, to }];
    }),
  );

/** Ceilings by role and environment, of those that are named. */
export type Edits = { [R in Role]?: { [E in Environment]?: Ceiling } };

/** What is not named stays. */
export function edited(present: Ceilings, edits: Edits): Ceilings {
  const wish = structuredClone(present);
  for (const role of roleNames) Object.assign(wish[role], edits[role]);
  return wish;
}

/** The changes as `setPolicies` takes them. */
export function wishOf(changes: readonly CeilingChange[]): { ceilings: Edits } {
  const ceilings: Edits = {};
  for (const { role, environment, to } of changes) {
    ceilings[role] = { ...ceilings[role], [environment]: to };
  }
  return { ceilings };
}
