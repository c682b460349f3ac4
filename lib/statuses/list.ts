import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { SignJWT } from "jose";
import type { SigningKeyId } from "@/lib/ids";
import { Turnstile } from "@/lib/verification/deadline";
import { listSize } from "./place";
import { inSlices } from "./places";
import type { PublishedStatus } from "./published";
import type { Place } from "./read";

/**
 * Token Status List (draft-ietf-oauth-status-list-21 §4): two bits a token, the first in the lowest
 * bits of the first byte; §7.1 names the values.
 */
const bits = 2;
const perByte = 8 / bits;
const values = { valid: 0, revoked: 1, suspended: 2 } as const satisfies Record<
  PublishedStatus,
  number
>;

/** How long a copy may be used before a newer one is asked for, in seconds. */
export const ttl = 30;
/** How long it may be used at all, in seconds: as where no newer one is to be had. */
const life = 3_600;

const compress = promisify(deflate);

/** One at a time in a process: the threads that compress do other things as well. */
const turnstile = new Turnstile(1, 10_000, Number.POSITIVE_INFINITY);

/** The list of that number, compressed (RFC 1950) beside the event loop. */
export const compressedList = (places: Iterable<Place>, list: number): Promise<string> =>
  turnstile.pass(async () => {
    const bytes = Buffer.alloc(listSize / perByte);
    for await (const some of inSlices(places)) {
      for (const place of some) {
        if (place.list !== list) continue;
        const at = Math.floor(place.index / perByte);
        const shift = (place.index % perByte) * bits;
        // Met twice, the later state counts.
        const others = (bytes[at] ?? 0) & ~(3 << shift);
        bytes[at] = others | (values[place.status] << shift);
      }
    }
    return (await compress(bytes, { level: 9 })).toString("base64url");
  });

/** A status list as a token (§5.1). `uri` is what tokens name it by. */
export const signedList = (
  lst: string,
  uri: string,
  signer: { id: SigningKeyId; privateKey: KeyObject },
): Promise<string> => {
  const now = Math.floor(Date.now() / 1000);
  const claims = { sub: uri, iat: now, exp: now + life, ttl, status_list: { bits, lst } };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "ES256", typ: "statuslist+jwt", kid: signer.id })
    .sign(signer.privateKey);
};
