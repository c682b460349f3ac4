import { findOrganizationBySlug } from "@/db/lookup";
import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { isSlug } from "@/lib/organizations/slug";
import { jsonAnswer } from "@/lib/problem";
import { answering, type Door } from "./caller";
import { Turnstile, withinDeadline } from "./deadline";

export const metadataPath = "/.well-known/oauth-authorization-server/o/";

/** Slugs that were found: they are never given to another, so that they stay true. */
const known = new Set<string>();
const mostKnown = 10_000;

/** Nobody has to sign in to ask: their questions must not crowd out the others'. */
const turnstile = new Turnstile(2, 200);

/** `GET /.well-known/oauth-authorization-server/o/{slug}` (RFC 8414 §3), also of former slugs. */
export const metadataDoor: Door = (caller) =>
  answering(caller, async () => {
    const path = caller.target.split("?", 1)[0] ?? "";
    const slug = path.slice(metadataPath.length);
    if (!isSlug(slug) || !(await exists(slug))) throw notFound("organization");
    return jsonAnswer(metadataOf(slug), caller.origin.requestId, {
      headers: { "cache-control": "public, max-age=300" },
    });
  });

async function exists(slug: string): Promise<boolean> {
  if (known.has(slug)) return true;
  const read = turnstile.pass(() => findOrganizationBySlug(slug));
  if (!(await withinDeadline(read))) return false;
  if (known.size < mostKnown) known.add(slug);
  return true;
}

/** Only what there is: no tokens are given out, hence no token endpoint and no response types. */
function metadataOf(slug: string) {
  const gate = env().GATE_PUBLIC_URL;
  return {
    issuer: `${gate}/o/${slug}`,
    response_types_supported: [],
    grant_types_supported: [],
    introspection_endpoint: `${gate}/v1/introspect`,
    introspection_endpoint_auth_methods_supported: ["client_secret_basic", "Bearer"],
    revocation_endpoint: `${gate}/v1/revoke`,
    revocation_endpoint_auth_methods_supported: ["client_secret_basic", "Bearer"],
  };
}
