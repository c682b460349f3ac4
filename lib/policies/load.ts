import { eq } from "drizzle-orm";
import { environments, organizations, roleCeilings } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { type Role, roleNames } from "@/lib/access/rights";
import { notFound } from "@/lib/errors";
import type { Environment } from "@/lib/keys/format";
import { type Ceiling, type Ceilings, defaultCeilings } from "./ceiling";

/** What an organization demands of its keys; `revision` is the organization's. */
export type Policies = { ceilings: Ceilings; revision: number };

/** What holds now; with `lock`, nobody changes it until the transaction ends. */
export async function loadPolicies(
  tx: Transaction,
  actor: Actor,
  lock?: "update",
): Promise<Policies> {
  const query = tx
    .select({ revision: organizations.revision })
    .from(organizations)
    .where(eq(organizations.id, actor.organizationId));
  const [organization] = await (lock ? query.for(lock) : query);
  if (!organization) throw notFound("organization");
  const rows = await tx
    .select()
    .from(roleCeilings)
    .where(eq(roleCeilings.orgId, actor.organizationId));
  const ceilings = structuredClone(defaultCeilings);
  for (const { role, environment, ceiling } of rows) ceilings[role][environment] = ceiling;
  return { ceilings, revision: organization.revision };
}

export type Cell = { role: Role; environment: Environment; before: Ceiling; after: Ceiling };

type Wish = { [R in Role]?: { [E in Environment]?: Ceiling | undefined } | undefined };

/** What the wish changes. */
export const changedCells = (before: Ceilings, wish: Wish): Cell[] =>
  roleNames.flatMap((role) =>
    environments.flatMap((environment) => {
      const after = wish[role]?.[environment] ?? before[role][environment];
      const cell = { role, environment, before: before[role][environment], after };
      return cell.before === after ? [] : [cell];
    }),
  );
