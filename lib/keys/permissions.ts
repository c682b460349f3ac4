import { and, eq, inArray } from "drizzle-orm";
import { apis, permissions } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { ApplicationRow } from "@/lib/applications/find";
import { AppError } from "@/lib/errors";
import { loadGrants } from "@/lib/grants/load";

/**
 * A key may carry what its application is granted and no more: permissions, and those that granted
 * endpoints require. Throws 422 at each name that is neither, in `path`. The application must be locked.
 */
export async function expectGranted(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  names: readonly string[] | null | undefined,
  path = "permissions",
): Promise<void> {
  if (!names?.length) return;
  const grants = await loadGrants(tx, actor, application);
  const granted = new Set(
    grants.map(({ permission, endpoint }) => permission?.name ?? endpoint?.permission),
  );
  const missing = names.filter((name) => !granted.has(name));
  if (missing.length === 0) return;
  const owners = await apisWith(tx, actor, missing);
  const errors = missing.slice(0, 50).map((name) => {
    const [api] = owners.filter((one) => one.name === name);
    const message = api
      ? `${application.name} is not granted ${name}. Grant it ${name} of ${api.api} first.`
      : `No API has the permission ${name}.`;
    return { path: `${path}.${names.indexOf(name)}`, message };
  });
  throw new AppError("INVALID", "A key may carry only what its application is granted.", {
    errors,
  });
}

const apisWith = (tx: Transaction, actor: Actor, names: string[]) =>
  tx
    .select({ name: permissions.name, api: apis.name })
    .from(permissions)
    .innerJoin(
      apis,
      and(
        eq(apis.orgId, actor.organizationId),
        eq(apis.orgId, permissions.orgId),
        eq(apis.id, permissions.apiId),
      ),
    )
    .where(and(eq(permissions.orgId, actor.organizationId), inArray(permissions.name, names)))
    .orderBy(apis.name);
