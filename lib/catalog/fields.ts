import { z } from "zod";
import { methods } from "@/db/schema/catalog";
import { baseUrlField } from "@/lib/applications/base-url";
import { nameField, textField } from "@/lib/fields";
import { pathField } from "./path";

const slug = /^[a-z](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const permission = /^[a-z][a-z0-9._-]{0,49}:[a-z][a-z0-9._-]{0,49}$/;

const slugWords =
  "Lower-case letters, digits and hyphens, at most 40, beginning with a letter, as in orders.";
const permissionWords = "resource:action in lower case, as in orders:read.";

export const isApiSlug = (value: unknown): value is string =>
  typeof value === "string" && slug.test(value);

const permissionName = () => z.string(permissionWords).trim().regex(permission, permissionWords);

export const CreateApi = z.strictObject({
  name: nameField(),
  slug: z.string(slugWords).trim().regex(slug, slugWords),
  baseUrl: baseUrlField(),
  description: textField(2000).default(""),
});

export const EditApi = z.strictObject({
  name: CreateApi.shape.name.optional(),
  slug: CreateApi.shape.slug.optional(),
  baseUrl: CreateApi.shape.baseUrl.optional(),
  description: textField(2000).optional(),
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
  /** The name of a permission of the same API. */
  permission: permissionName().nullable().default(null),
});

export const EditEndpoint = z.strictObject({
  method: method().optional(),
  path: pathField().optional(),
  summary: textField(200).optional(),
  permission: permissionName().nullable().optional(),
});
