import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { answering, type Door } from "./caller";
import { organizationOfSlug } from "./known-slugs";
import { documentOf, publicAnswer } from "./public-answer";

/** RFC 8414 §3.1; the other two are where clients look that know OpenID discovery only. */
const form =
  /^(?:\/\.well-known\/oauth-authorization-server\/o\/([^/]+)|\/o\/([^/]+)\/\.well-known\/(?:oauth-authorization-server|openid-configuration))$/;

const slugIn = (path: string): string | undefined => {
  const [, first, second] = form.exec(path) ?? [];
  return first ?? second;
};

export const isMetadataPath = (path: string): boolean => form.test(path);

/** What clients discover of an organization as of an issuer (RFC 8414 §3), also by former slugs. */
export const metadataDoor: Door = (caller) =>
  answering(caller, async () => {
    const slug = slugIn(caller.target.split("?", 1)[0] ?? "") ?? "";
    if (!(await organizationOfSlug(slug, caller.origin.network))) throw notFound("organization");
    return publicAnswer(caller, documentOf(metadataOf(slug)));
  });

/** Only what there is: no tokens are given out, hence no token endpoint and no response types. */
function metadataOf(slug: string) {
  const gate = env().GATE_PUBLIC_URL;
  const issuer = `${gate}/o/${slug}`;
  return {
    issuer,
    jwks_uri: `${issuer}/jwks.json`,
    response_types_supported: [],
    grant_types_supported: [],
    introspection_endpoint: `${gate}/v1/introspect`,
    introspection_endpoint_auth_methods_supported: ["client_secret_basic", "Bearer"],
    revocation_endpoint: `${gate}/v1/revoke`,
    revocation_endpoint_auth_methods_supported: ["client_secret_basic", "Bearer"],
  };
}
