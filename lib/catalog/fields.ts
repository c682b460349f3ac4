import { z } from "zod";
import { methods } from "@/db/schema/catalog";
import { baseUrlField } from "@/lib/applications/base-url";
import { idField, nameField, textField } from "@/lib/fields";
import { pathField } from "./path";

const slug = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const permission = /^[a-z][a-z0-9._-]{0,49}:[a-z][a-z0-9._-]{0,49}$/;

const slugWords =
  "Lower-case letters, digits and hyphens, at most 40, beginning with a letter, as in orders.";
const permissionWords = "resource:action in lower case, as in orders:read.";

export const isApiSlug = (value: unknown): value is string =>
  typeof value === "string" && slug.test(value);

export const isPermissionName = (value: string): boolean => permission.test(value);

const permissionName = () => z.string(permissionWords).trim().regex(permission, permissionWords);

export const CreateApi = z.strictObject({
  name: nameField(),
  slug: z.string(slugWords).trim().regex(slug, slugWords),
  baseUrl: baseUrlField(),
  description: textField(2000).default(""),
  /** A present member: the one who acts where it is left out. */
  ownerId: idField("mem").nullable().optional(),
});

export const EditApi = z.strictObject({
  name: CreateApi.shape.name.optional(),
  slug: CreateApi.shape.slug.optional(),
  baseUrl: CreateApi.shape.baseUrl.optional(),
  description: textField(2000).optional(),
  ownerId: idField("mem").nullable().optional(),
});

export const CreatePermission = z.strictObject({
  name: permissionName(),
  description: textField(500).default(""),
  sensitive: z.boolean("true or false.").default(false),
});

export const EditPermission = z.strictObject({
  description: textField(500).optional(),
  sensitive: z.boolean("true or false.").optional(),
});

const method = () => z.enum(methods, `One of ${methods.join(", ")}.`);

export const CreateEndpoint = z.strictObject({
  method: method(),
  path: pathField(),
  summary: textField(200).default(""),
  deprecated: z.boolean("true or false.").default(false),
  /** The name of a permission of the same API. */
  permission: permissionName().nullable().default(null),
});

export const EditEndpoint = z.strictObject({
  method: method().optional(),
  path: pathField().optional(),
  summary: textField(200).optional(),
  deprecated: z.boolean("true or false.").optional(),
  permission: permissionName().nullable().optional(),
});

/** How something is deleted: `removeGrants` takes from applications what they are granted of it. */
export const Removal = z.strictObject({
  removeGrants: z
    .union([z.boolean(), z.enum(["true", "false"])], "true or false.")
    .transform((value) => value === true || value === "true")
    .default(false),
});
