import {
  CreateApi,
  CreateEndpoint,
  CreatePermission,
  EditApi,
  EditEndpoint,
  EditPermission,
  Removal,
} from "@/lib/catalog/fields";
import { ImportDocument } from "@/lib/catalog/import/fields";
import { ListApis } from "@/lib/catalog/list-apis";
import { ListEndpoints } from "@/lib/catalog/list-endpoints";
import { ListPermissions } from "@/lib/catalog/list-permissions";
import { largestImport } from "@/lib/http/body";
import { Api, ApiWithParts, Endpoint, Permission } from "@/lib/openapi/answers/catalog";
import { Import } from "@/lib/openapi/answers/import";
import {
  commands,
  creates,
  edits,
  lists,
  type Operations,
  reads,
  removes,
} from "@/lib/openapi/operation";

const slugTaken = "Another API has that slug.";
const templateTaken = "Another endpoint would match the same requests.";

export const catalogOperations: Operations = {
  "GET /v1/apis": lists("listApis", "List APIs", "catalog.read", { query: ListApis, item: Api }),
  "POST /v1/apis": creates("createApi", "Register an API", "catalog.write", {
    body: CreateApi,
    answer: Api,
    versioned: true,
    located: true,
    conflict: slugTaken,
  }),
  "GET /v1/apis/{id}": reads(
    "getApi",
    "Get an API with its endpoints and permissions, by id or slug",
    "catalog.read",
    { answer: ApiWithParts },
  ),
  "PATCH /v1/apis/{id}": edits("editApi", "Edit an API", "catalog.write", {
    body: EditApi,
    answer: Api,
    conflict: slugTaken,
  }),
  "DELETE /v1/apis/{id}": removes("deleteApi", "Delete an API", "catalog.write", {
    query: Removal,
    conflict: "A service token is bound to it; or, without removeGrants, something is granted.",
  }),
  "POST /v1/apis/{id}/import": commands(
    "importDocument",
    "Make an API what an OpenAPI document says, or see what that would do",
    "catalog.write",
    {
      body: ImportDocument,
      bodyOptional: undefined,
      largestBody: largestImport,
      planned: true,
      answer: Import,
      versioned: true,
      conflict: "Something that would go is granted, and removeGrants is not given.",
    },
  ),
  "GET /v1/apis/{id}/endpoints": lists(
    "listEndpoints",
    "List the endpoints of an API",
    "catalog.read",
    { query: ListEndpoints, item: Endpoint },
  ),
  "POST /v1/apis/{id}/endpoints": creates("createEndpoint", "Add an endpoint", "catalog.write", {
    body: CreateEndpoint,
    answer: Endpoint,
    versioned: true,
    located: true,
    conflict: templateTaken,
  }),
  "GET /v1/apis/{id}/endpoints/{endpointId}": reads(
    "getEndpoint",
    "Get an endpoint",
    "catalog.read",
    { answer: Endpoint },
  ),
  "PATCH /v1/apis/{id}/endpoints/{endpointId}": edits(
    "editEndpoint",
    "Edit an endpoint",
    "catalog.write",
    { body: EditEndpoint, answer: Endpoint, conflict: templateTaken },
  ),
  "DELETE /v1/apis/{id}/endpoints/{endpointId}": removes(
    "deleteEndpoint",
    "Delete an endpoint",
    "catalog.write",
    { query: Removal, conflict: "Without removeGrants: it is granted." },
  ),
  "GET /v1/apis/{id}/permissions": lists(
    "listPermissions",
    "List the permissions of an API",
    "catalog.read",
    { query: ListPermissions, item: Permission },
  ),
  "POST /v1/apis/{id}/permissions": creates(
    "createPermission",
    "Add a permission",
    "catalog.write",
    {
      body: CreatePermission,
      answer: Permission,
      versioned: true,
      located: true,
      conflict: "The API has a permission of that name.",
    },
  ),
  "GET /v1/apis/{id}/permissions/{permissionId}": reads(
    "getPermission",
    "Get a permission",
    "catalog.read",
    { answer: Permission },
  ),
  "PATCH /v1/apis/{id}/permissions/{permissionId}": edits(
    "editPermission",
    "Edit a permission",
    "catalog.write",
    { body: EditPermission, answer: Permission },
  ),
  "DELETE /v1/apis/{id}/permissions/{permissionId}": removes(
    "deletePermission",
    "Delete a permission",
    "catalog.write",
    {
      query: Removal,
      conflict: "An endpoint requires it; or, without removeGrants, it is granted.",
    },
  ),
};
