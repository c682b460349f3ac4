import type { RemovalImpact } from "@/lib/catalog/impact";
import type { EndpointSummary, PermissionSummary } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";
import type { Removal } from "./removal-dialog";

/** What a page lets the viewer do with the endpoints of an API, or with its permissions. */
export type CatalogActions<Item> = {
  create: (form: FormData) => Promise<FormResult<Item>>;
  edit: (id: string, revision: number, form: FormData) => Promise<FormResult<Item>>;
  impact: (id: string) => Promise<FormResult<RemovalImpact>>;
  remove: (id: string, wish: Removal) => Promise<FormResult<null>>;
};

export type EndpointActions = CatalogActions<EndpointSummary>;
export type PermissionActions = CatalogActions<PermissionSummary>;
