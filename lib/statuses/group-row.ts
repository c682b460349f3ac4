import { type Column, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { applications, keys, keyTokens, memberships, organizations } from "@/db/schema";
import { applicationStatuses } from "@/db/schema/applications";
import { environments, keyStatuses } from "@/db/schema/keys";
import { roleNames } from "@/lib/access/rights";
import { fromUuid } from "@/lib/ids";
import { AudienceIds } from "@/lib/keys/find-token";
import type { Group } from "./judge";

/** A column as the driver gives it: of most rows nobody needs it as what it is. */
export const raw = <T>(column: Column) => sql<T>`${column}`;

const isOver = sql<boolean>`(${keys.deletedAt} is not null or ${keys.expiresAt} <= now()
  or coalesce(${keys.retiresAt} <= now(), false))`;
const isDeleted = sql<boolean>`(${applications.deletedAt} is not null or ${organizations.deletedAt} is not null)`;
const endsInTime = sql<boolean>`coalesce(${keys.expiresAt} <= ${keyTokens.expiresAt}
  and isfinite(${keyTokens.expiresAt}), false)`;

/** All by which tokens are grouped. */
export const groupColumns = {
  keyStatus: raw<string>(keys.status),
  isOver,
  applicationId: raw<string>(keys.applicationId),
  applicationStatus: raw<string>(applications.status),
  isDeleted,
  ownerId: raw<string | null>(keys.ownerId),
  role: raw<string | null>(memberships.role),
  environment: raw<string>(keys.environment),
  permissions: raw<unknown>(keys.permissions),
  audienceIds: raw<unknown>(keyTokens.audienceIds),
  audiences: raw<unknown>(keyTokens.audiences),
  scope: raw<unknown>(keyTokens.scope),
  endsInTime,
};

export const groupHash = sql<string>`hash_record_extended(row(${sql.join(Object.values(groupColumns), sql`, `)}), 0)::text`;

type GroupRow = {
  [K in keyof typeof groupColumns]: (typeof groupColumns)[K] extends SQL<infer T> ? T : never;
};

const Row = z.object({
  keyStatus: z.enum(keyStatuses),
  applicationStatus: z.enum(applicationStatuses),
  environment: z.enum(environments),
  permissions: z.array(z.string().includes(":")).nullable(),
  audienceIds: AudienceIds,
  audiences: z.array(z.string().regex(/^[a-z0-9-]+$/)),
  scope: z.array(z.string()),
  endsInTime: z.literal(true),
});

/** The group of a row: one that can't be understood is never valid, as verification has it too. */
export function groupOf(hash: string, row: GroupRow): Group {
  const { data } = Row.safeParse(row);
  const role = roleNames.find((known) => known === row.role) ?? null;
  return {
    hash,
    key: data ? data.keyStatus : row.keyStatus === "revoked" ? "revoked" : null,
    application: data?.applicationStatus ?? null,
    isOver: row.isOver === true,
    isDeleted: row.isDeleted === true,
    isOwnerGone: row.ownerId !== null && role === null,
    applicationId: fromUuid("app", row.applicationId),
    ownerId: row.ownerId === null ? null : fromUuid("mem", row.ownerId),
    environment: data?.environment ?? "production",
    permissions: data?.permissions ?? null,
    role,
    audienceIds: data?.audienceIds ?? [],
    audiences: data?.audiences ?? [],
    scope: data?.scope ?? [],
  };
}
