import { TypeID, typeid } from "typeid-js";

/** The nouns that have ids, by the prefix their TypeID bears (TypeID spec 0.3, UUIDv7). */
export type IdPrefix =
  | "org"
  | "usr"
  | "ses"
  | "mem"
  | "app"
  | "key"
  | "api"
  | "end"
  | "prm"
  | "grt"
  | "acr"
  | "inv"
  | "ntf"
  | "tok"
  | "sgk"
  | "aud"
  | "alr"
  | "evt"
  | "req";

export type Id<P extends IdPrefix> = `${P}_${string}`;
export type OrganizationId = Id<"org">;
export type UserId = Id<"usr">;
export type SessionId = Id<"ses">;
export type MemberId = Id<"mem">;
export type ApplicationId = Id<"app">;
export type KeyId = Id<"key">;
export type ApiId = Id<"api">;
export type EndpointId = Id<"end">;
export type PermissionId = Id<"prm">;
export type GrantId = Id<"grt">;
export type AccessRequestId = Id<"acr">;
export type InvitationId = Id<"inv">;
export type NotificationId = Id<"ntf">;
export type TokenId = Id<"tok">;
export type SigningKeyId = Id<"sgk">;
export type AlertRuleId = Id<"alr">;
export type UsageEventId = Id<"evt">;
export type AuditEventId = Id<"aud">;
export type RequestId = Id<"req">;

/** A fresh id: prefix, underscore, UUIDv7 in 26 base32 characters. */
export function newId<P extends IdPrefix>(prefix: P): Id<P> {
  return typeid(prefix).toString() as Id<P>;
}

/** Whether `value` is a well-formed id of that noun. Never throws. */
export function isId<P extends IdPrefix>(prefix: P, value: unknown): value is Id<P> {
  if (typeof value !== "string" || value.length !== prefix.length + 27) return false;
  if (!/^[a-z]{3}_[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(value)) return false;
  return value.startsWith(`${prefix}_`);
}

/** The regular expression of an id of that noun, for the API's description. */
export const idPattern = (prefix: IdPrefix) => `^${prefix}_[0-7][0-9a-hjkmnp-tv-z]{25}$`;

/** The UUID that the database stores. Throws where `value` is not an id of that noun. */
export function toUuid<P extends IdPrefix>(prefix: P, value: Id<P>): string {
  if (!isId(prefix, value)) throw new TypeError(`not a ${prefix}_ id`);
  let held = 0;
  let at = 0;
  // 26 digits of 5 bits are 130: the first digit has 3.
  for (let i = value.length - 26, bits = -2; i < value.length; i++) {
    held = ((held & 15) << 5) | (base32[value.charCodeAt(i)] ?? 0);
    for (bits += 5; bits >= 4; bits -= 4) {
      if (uuid[at] === dash) at++;
      uuid[at++] = hex.charCodeAt((held >> (bits - 4)) & 15);
    }
  }
  return String.fromCharCode(...uuid);
}

const hex = "0123456789abcdef";
const dash = 45;
/** Character codes, filled anew by each conversion between its dashes. */
const uuid = Array.from("00000000-0000-0000-0000-000000000000", (c) => c.charCodeAt(0));
const base32: number[] = [];
for (const [value, digit] of [..."0123456789abcdefghjkmnpqrstvwxyz"].entries()) {
  base32[digit.charCodeAt(0)] = value;
}

/** When an id was made: UUIDv7 tells the milliseconds (RFC 9562 §5.7). */
export const timeOf = <P extends IdPrefix>(prefix: P, value: Id<P>): Date =>
  new Date(Number.parseInt(toUuid(prefix, value).replace("-", "").slice(0, 12), 16));

export function fromUuid<P extends IdPrefix>(prefix: P, uuid: string): Id<P> {
  return TypeID.fromUUID(prefix, uuid).toString() as Id<P>;
}
