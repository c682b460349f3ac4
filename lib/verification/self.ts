import { and, eq } from "drizzle-orm";
import { applications, keys } from "@/db/schema";
import { transact } from "@/db/transact";
import type { KeyActor } from "@/lib/access/actor";
import { notFound } from "@/lib/errors";
import type { ApplicationId, KeyId, OrganizationId } from "@/lib/ids";
import { findToken } from "@/lib/keys/find-token";
import type { Environment } from "@/lib/keys/format";
import { type KeyStatus, summarizeKey } from "@/lib/keys/summary";
import { readGrants } from "./record";
import { readStanding } from "./staff";
import { usable } from "./usable";

export type SelfDescription = {
  key: {
    id: KeyId;
    sharedKey: string | null;
    name: string;
    environment: Environment;
    status: KeyStatus;
    notBefore: string | null;
    expiresAt: string | null;
    createdAt: string;
  };
  application: { id: ApplicationId; name: string };
  organizationId: OrganizationId;
  /** On all APIs, or on those of a JWT key's audience. */
  permissions: readonly string[];
  revision: number;
};

/** What a key may know of itself: its status, permissions and expiry. */
export function describeSelf(actor: KeyActor): Promise<SelfDescription> {
  const { organizationId } = actor;
  return transact(actor, async (tx) => {
    const [row] = await tx
      .select({ key: keys, application: { id: applications.id, name: applications.name } })
      .from(keys)
      .innerJoin(
        applications,
        and(eq(applications.orgId, keys.orgId), eq(applications.id, keys.applicationId)),
      )
      .where(and(eq(keys.orgId, organizationId), eq(keys.id, actor.id)));
    if (!row) throw notFound("key");
    const token = row.key.kind === "jwt" ? await findToken(tx, actor, actor.id) : undefined;
    const all = await readGrants(tx, organizationId, row.application.id);
    const granted = token ? all.filter(({ apiId }) => token.audienceIds.includes(apiId)) : all;
    const standing = await readStanding(tx, organizationId, row);
    const may = usable(granted, row.key.permissions, row.key.environment, standing);
    const { id, sharedKey, name, environment, status, notBefore, expiresAt, createdAt, revision } =
      summarizeKey(row.key);
    return {
      key: { id, sharedKey, name, environment, status, notBefore, expiresAt, createdAt },
      application: row.application,
      organizationId,
      permissions: may.permissions,
      revision,
    };
  });
}
