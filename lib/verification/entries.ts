import type { ApiId, ApplicationId, OrganizationId } from "@/lib/ids";
import type { KnownApi } from "./record";
import type { Signers } from "./signers";
import type { Granted } from "./usable";
import type { KeyRecord } from "./verdict";

/** Shared by the keys of an organization. Dead: something of it changed, read it anew. */
export type OrganizationEntry = {
  id: OrganizationId;
  slug: string;
  /** By their slugs. */
  apis: ReadonlyMap<string, KnownApi>;
  dead: boolean;
};

/** Shared by the keys of an application. */
export type ApplicationEntry = {
  id: ApplicationId;
  organization: OrganizationEntry;
  record: KeyRecord["application"];
  /** What many are granted alike is one object, and so lies in the processor's cache. */
  granted: ReadonlyMap<ApiId, readonly Granted[]>;
  dead: boolean;
};

export type KeyEntry = { record: KeyRecord; application: ApplicationEntry };

/** The public keys of an organization, as they were at that moment of the monotonic clock. */
export type SignersEntry = { keys: Signers; readAt: number };

/** A read that is under way. Dirty: what it reads may be older than what the log has told since. */
export type Read = { organizationId: OrganizationId | null; dirty: boolean };
