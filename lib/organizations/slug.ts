import { z } from "zod";

/** First path segments that are, or may become, routes of the portal or the gate. */
export const reservedSlugs: ReadonlySet<string> = new Set(
  `about account accounts admin api apis app applications assets audit auth billing blog callback
  dashboard docs documentation errors favicon forward-auth gate health help home icon invitation
  invitations invite jwks legal login logout manifest members metrics new o oauth openapi
  organization organizations password password-reset portal portcullis privacy profile public ready
  register reset-password robots scim security session sessions settings setup set-up sign-in
  sign-out sign-up signin signout signup sitemap sso static status support system terms user users
  v1 v2 v3 webhooks well-known worker www`.split(/\s+/),
);

const words = "2 to 39 characters: a letter, then letters a–z, digits and hyphens.";

const form = /^[a-z][a-z0-9-]{1,38}$/;

/** Whether it could be the slug of an organization. */
export const isSlug = (value: unknown): value is string =>
  typeof value === "string" && form.test(value);

/** The organization's name in addresses. Never the name of a route. */
export const slugField = () =>
  z
    .string(words)
    .max(1000, words)
    .transform((value) => value.trim())
    .pipe(
      z
        .string()
        .regex(form, words)
        .refine((slug) => !slug.endsWith("-"), "It can't end with a hyphen.")
        .refine((slug) => !reservedSlugs.has(slug), "This name is taken by Portcullis itself."),
    );
