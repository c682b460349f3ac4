import { findKey } from "@/db/lookup";
import { type Transaction, transact } from "@/db/transact";
import {
  type ApiId,
  type ApplicationId,
  newId,
  type OrganizationId,
  type SigningKeyId,
} from "@/lib/ids";
import type { ParsedJwt } from "@/lib/keys/credential";
import type { ParsedKey } from "@/lib/keys/format";
import { credentialHash } from "@/lib/secrets/installation";
import { readMatcher } from "./endpoints";
import type { ApplicationEntry, KeyEntry, OrganizationEntry, Read, SignersEntry } from "./entries";
import type { Matcher } from "./matcher";
import type { GateMemory } from "./memory";
import { byApi, readApplication, readGrants, readKey, readPlace } from "./record";
import { readSigners } from "./signers";
import { readStaff, type StaffEntry } from "./staff";
import { readTokenKey } from "./token-record";
import type { Finding, KeyRecord } from "./verdict";

/** A read that fills the memory, unless the log has told of a newer state meanwhile. */
export type Load<T> = (read: Read) => Promise<T>;

type Found = KeyEntry | "missing" | "unreadable";

/** What a gate reads, each for all who ask for it. */
export function loadsOf<V>(memory: GateMemory<V>) {
  async function organizationOf(tx: Transaction, id: OrganizationId): Promise<OrganizationEntry> {
    return memory.organization(id) ?? { id, ...(await readPlace(tx, id)), dead: false };
  }

  async function applicationOf(
    tx: Transaction,
    organizationId: OrganizationId,
    record: KeyRecord["application"],
  ): Promise<ApplicationEntry> {
    const known = memory.application(record.id);
    if (known) return known;
    const granted = byApi(await readGrants(tx, organizationId, record.id));
    const organization = await organizationOf(tx, organizationId);
    return { id: record.id, organization, record, granted, dead: false };
  }

  async function entryOf(
    tx: Transaction,
    organizationId: OrganizationId,
    digest: string,
    finding: Exclude<Finding, "malformed">,
    read: Read,
    signer?: SigningKeyId,
  ): Promise<Found> {
    if (finding === "missing" && !read.dirty) {
      memory.rememberMissing(digest, signer && { organizationId, signer });
    }
    if (typeof finding === "string") return finding;
    const { key, application: owner } = finding;
    if ([key, owner].some(({ id, revision }) => isBehind(id, revision))) read.dirty = true;
    const application = await applicationOf(tx, organizationId, owner);
    const entry = { record: { key, application: application.record }, application };
    if (!read.dirty) memory.rememberKey(digest, entry);
    return entry;
  }

  const load =
    <T>(
      organizationId: OrganizationId,
      work: (tx: Transaction, read: Read) => Promise<T>,
    ): Load<T> =>
    (read) => {
      read.organizationId = organizationId;
      return transact({ organizationId }, (tx) => work(tx, read));
    };

  const isBehind = (id: string, revision: number) => memory.isBehind(id, revision);

  return {
    key(organizationId: OrganizationId, digest: string, key: ParsedKey): Load<Found> {
      return async (read) => {
        read.organizationId = organizationId;
        const hash = await credentialHash(key.key);
        const found = await findKey(key.sharedKey);
        // Also for an unknown or a foreign key, so that it takes as long as a deleted one.
        const keyId = found?.organizationId === organizationId ? found.keyId : newId("key");
        return transact({ organizationId }, async (tx) => {
          const finding = await readKey(tx, organizationId, keyId, hash);
          return entryOf(tx, organizationId, digest, finding, read);
        });
      };
    },

    /** Of a token that the organization has signed. */
    jwt: (organizationId: OrganizationId, digest: string, jwt: ParsedJwt): Load<Found> =>
      load(organizationId, async (tx, read) => {
        const finding = await readTokenKey(tx, organizationId, jwt);
        return entryOf(tx, organizationId, digest, finding, read, jwt.kid);
      }),

    signers: (id: OrganizationId): Load<SignersEntry> =>
      load(id, async (tx, read) => {
        const readAt = performance.now();
        const { signers: keys, behind } = await readSigners(tx, id, isBehind);
        if (behind) read.dirty = true;
        const entry = { keys, readAt };
        if (!read.dirty) memory.rememberSigners(id, entry);
        return entry;
      }),

    /** For all keys of an application at once, when something of it changed. */
    application: (organizationId: OrganizationId, id: ApplicationId): Load<void> =>
      load(organizationId, async (tx, read) => {
        const record = await readApplication(tx, organizationId, id);
        if (!record) return;
        if (isBehind(id, record.revision)) read.dirty = true;
        const entry = await applicationOf(tx, organizationId, record);
        if (!read.dirty) memory.rememberApplication(entry);
      }),

    organization: (id: OrganizationId): Load<OrganizationEntry> =>
      load(id, async (tx, read) => {
        const entry = await organizationOf(tx, id);
        if (!read.dirty) memory.rememberOrganization(entry);
        return entry;
      }),

    staff: (id: OrganizationId): Load<StaffEntry> =>
      load(id, async (tx, read) => {
        const { entry, behind } = await readStaff(tx, id, isBehind);
        if (behind) read.dirty = true;
        if (!read.dirty) memory.rememberStaff(entry);
        return entry;
      }),

    matcher: (organizationId: OrganizationId, id: ApiId): Load<Matcher> =>
      load(organizationId, async (tx, read) => {
        const { matcher, revision } = await readMatcher(tx, organizationId, id);
        if (isBehind(id, revision)) read.dirty = true;
        if (!read.dirty) memory.rememberMatcher(id, matcher);
        return matcher;
      }),
  };
}
