import type { EndpointSummary, PermissionSummary } from "@/lib/catalog/summary";
import type { FormResult } from "@/lib/form";

/** What a page lets the viewer do with the endpoints of an API, or with its permissions. */
export type CatalogActions<Item> = {
  create: (form: FormData) => Promise<FormResult<Item>>;
  edit: (id: string, revision: number, form: FormData) => Promise<FormResult<Item>>;
  remove: (id: string) => Promise<FormResult<null>>;
};

export type EndpointActions = CatalogActions<EndpointSummary>;
export type PermissionActions = CatalogActions<PermissionSummary>;
