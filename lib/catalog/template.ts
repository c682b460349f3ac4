import { and, eq } from "drizzle-orm";
import { endpoints } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { conflict, invalid } from "@/lib/errors";
import type { EndpointId } from "@/lib/ids";
import { permissionsOf } from "./find";
import { ambiguous, shapeOf } from "./segments";
import type { ApiRow, Method, PermissionRow } from "./summary";

/**
 * Throws 409 where the API, which must be locked, has an endpoint of that method and shape, or one
 * that can't be told apart from it for some path.
 */
export async function expectFreeTemplate(
  tx: Transaction,
  actor: Actor,
  api: ApiRow,
  wish: { method: Method; path: string },
  except?: EndpointId,
): Promise<void> {
  const rows = await tx
    .select({ id: endpoints.id, path: endpoints.path })
    .from(endpoints)
    .where(
      and(
        eq(endpoints.orgId, actor.organizationId),
        eq(endpoints.apiId, api.id),
        eq(endpoints.method, wish.method),
      ),
    );
  const other = rows.find((row) => row.id !== except && ambiguous(row.path, wish.path));
  if (!other) return;
  const name = `${wish.method} ${other.path}`;
  if (shapeOf(other.path) !== shapeOf(wish.path)) {
    const words = `${api.name} has the endpoint ${name}, and a request may match both`;
    throw conflict(`${words}: nothing says which would answer.`, "path");
  }
  const words = `${api.name} has the endpoint ${name} already`;
  throw conflict(
    other.path === wish.path
      ? `${words}.`
      : `${words}: the names of parameters make no difference.`,
    "path",
  );
}

/** The permission of that API by name. Throws 422 at `permission` where there is none. */
export async function requiredPermission(
  tx: Transaction,
  actor: Actor,
  api: ApiRow,
  name: string | null,
): Promise<PermissionRow | null> {
  if (name === null) return null;
  const row = (await permissionsOf(tx, actor, api.id)).find((each) => each.name === name);
  if (!row) throw invalid("permission", `${api.name} has no permission ${name}. Define it first.`);
  return row;
}
