import type { OrganizationId } from "@/lib/ids";
import { type Credential, JwtText, type ParsedJwt } from "@/lib/keys/credential";
import type { KeyEntry, SignersEntry } from "./entries";
import type { Load, loadsOf } from "./load";
import type { GateMemory } from "./memory";
import { isSigned } from "./signers";
import type { Finding, KeyRecord } from "./verdict";

export type Found = KeyEntry | Exclude<Finding, KeyRecord>;

/** One read for all who want the same. */
type Join = <T>(name: string, load: Load<T>) => Promise<T>;

/** After so long they are read anew for a `kid` that is not among them: it may be a first one. */
const oldMs = 1000;

/** What a key turns out to be that a gate does not know, or does not know all of. */
export function seekerOf<T>(memory: GateMemory<T>, loads: ReturnType<typeof loadsOf<T>>) {
  async function signersFor(id: OrganizationId, { kid }: ParsedJwt, join: Join) {
    const known = memory.signers(id);
    const isOld = ({ keys, readAt }: SignersEntry) =>
      !keys.has(kid) && performance.now() - readAt > oldMs;
    return known && !isOld(known) ? known : join(`signers ${id}`, loads.signers(id));
  }

  return async (
    organizationId: OrganizationId,
    digest: string,
    key: Credential,
    join: Join,
  ): Promise<Found> => {
    const awaited = memory.awaited(digest);
    if (awaited) await join(awaited, loads.application(organizationId, awaited));
    const known = () => memory.refusalOf(digest) ?? memory.key(digest, key.sharedKey);
    const before = known();
    if (before) return before;
    if (!(key instanceof JwtText)) return join(digest, loads.key(organizationId, digest, key));
    const jwt = key.parsed;
    const signer = jwt && (await signersFor(organizationId, jwt, join)).keys.get(jwt.kid);
    if (!jwt || !signer) return "malformed";
    const now = known();
    if (now) return now;
    if (await isSigned(organizationId, jwt, signer, digest)) {
      const found = await join(digest, loads.jwt(organizationId, digest, jwt));
      // Its signer may have been withdrawn since.
      return (await signersFor(organizationId, jwt, join)).keys.has(jwt.kid) ? found : "malformed";
    }
    memory.rememberForged(digest);
    return "malformed";
  };
}
