import type { Method } from "@/lib/catalog/summary";
import type { ApplicationId, EndpointId, PermissionId } from "@/lib/ids";
import type { Skipped } from "./wanted";

/** What an import says of an endpoint. */
export type EndpointFacts = {
  path: string;
  summary: string;
  deprecated: boolean;
  permission: string | null;
};

type Named<Kind extends string> = {
  kind: Kind;
  /** `GET /orders/{orderId}` or `orders:read`. */
  name: string;
  /** What a person should know of how it was read. */
  note?: string;
};

export type AddedEndpoint = Named<"endpoint"> & { method: Method } & EndpointFacts;
export type AddedPermission = Named<"permission"> & { description: string };

export type ChangedEndpoint = Named<"endpoint"> & {
  id: EndpointId;
  method: Method;
  /** The fields that differ. */
  before: Partial<EndpointFacts>;
  after: Partial<EndpointFacts>;
};
export type ChangedPermission = Named<"permission"> & {
  id: PermissionId;
  before: { description: string };
  after: { description: string };
};

/** What the API has and the document doesn't, with the applications that were granted just that. */
export type AbsentItem =
  | (Named<"endpoint"> & { id: EndpointId; method: Method; path: string; grantedTo: Counted })
  | (Named<"permission"> & { id: PermissionId; grantedTo: Counted });

/** How many, with the names of the first. */
export type Counted = { count: number; first: string[] };

/** A grant that goes, or that reaches others than before. */
export type AffectedGrant = {
  application: { id: ApplicationId; name: string };
  /** What was granted: `GET /orders/{orderId}` or `orders:read`. */
  grant: string;
  effect: "removed" | "changed";
  loses: Counted;
  gains: Counted;
};

export type ImportResult = {
  /** Whether it was done, or only looked at. */
  applied: boolean;
  document: { openapi: string; title: string; version: string };
  /** The document's first server, and the path that it puts before every other. */
  server: { url: string; path: string } | null;
  prefix: string;
  added: (AddedEndpoint | AddedPermission)[];
  changed: (ChangedEndpoint | ChangedPermission)[];
  removed: AbsentItem[];
  /** What is not in the document and stays. */
  kept: AbsentItem[];
  unchanged: { endpoints: number; permissions: number };
  /** At most 1000 of them. */
  affectedGrants: AffectedGrant[];
  affected: { grants: number; applications: number };
  skipped: Skipped[];
  /** Stands for the document and what it makes of the present catalogue: see the input's `plan`. */
  plan: string;
  /** The API's. */
  revision: number;
};
