import { hash } from "node:crypto";
import type { OrganizationId } from "@/lib/ids";

/** SHA-256 of a credential, as 32 one-byte characters: what the memory is keyed by. */
export const digestOf = (credential: string): string => hash("sha256", credential, "binary");

/**
 * The digest of a key as an organization asks for it. To another one it has another digest: what
 * one organization's keys leave in memory changes nothing for who asks for them elsewhere.
 */
export const keyDigest = (organizationId: OrganizationId, key: string): string =>
  digestOf(organizationId + key);
