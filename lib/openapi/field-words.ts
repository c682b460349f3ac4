import type { Json } from "./schemas";

const key = "What it may use of its application's grants; null for all of them.";
const ofApis = "The slug of an API.";

/** What a field or parameter is for, by its name or by operation and name. */
export const fieldWords: Record<string, string> = {
  action: "Such as key.revoked; with a dot at its end, all that begin so.",
  actor: "The id of who did it.",
  after: "The nextCursor of the page before.",
  activation: "When the overlap begins: now, or with the first use of the new key.",
  allowedNetworks:
    "Where it may be used from, in CIDR notation or as addresses; null for anywhere.",
  allowedOrigins: "The origins that it may be sent from; null where none is demanded.",
  api: ofApis,
  application: "The id of an application.",
  applicationsTo: "The member who gets the applications.",
  baseUrl: "https, or http on this machine; without credentials and fragment.",
  ceilings: "How much of their applications' grants keys may use, by the role of their owner.",
  "createKey.audiences":
    "Slugs of the APIs that a JWT key is for; null for all on which it may do something.",
  "createKey.expiresAt": "Null for never.",
  "createKey.kind":
    "jwt: a signed token, which servers can verify without asking. It needs an expiresAt.",
  "createKey.ownerId": "A member, or null for the application itself: no role limits such a key.",
  "createKey.permissions": key,
  "createToken.api":
    "Binds it to that API; then it can have the scopes keys.verify and *.read only.",
  "createToken.environment":
    "Binds it to that environment; then it can have the scopes keys.* and *.read only.",
  "createToken.expiresAt": "Null for never; left out, as the service token that makes it.",
  cost: "What it takes of the key's rate limits and quota.",
  deny: "403: every refusal of a known key becomes one, for nginx.",
  document: "Its text, JSON or YAML, or the JSON itself; or send url.",
  dryRun: "Only looks at what would be done.",
  "editKey.expiresAt": "Null for never.",
  "editKey.ownerId": "A member, or null for the application itself: no role limits such a key.",
  "editKey.permissions": key,
  enforceFrom:
    "When keys are disabled that break what is tightened; left out, in 14 days. A year ahead at most.",
  exceptions: "Keys that may break one rule until then; a year ahead at most.",
  explain: "Adds the reason in words.",
  from: "Inclusive.",
  grants: "Each a permission or an endpoint of an API. What is not named is taken away.",
  idle: "Not used for at least so many days.",
  items: "Each as for POST /v1/keys/verify.",
  keys: "What becomes of the keys that the member owns.",
  keysTo: "The member who gets the keys, with transfer.",
  maintainerIds: "Members whom the owner lets manage it.",
  "getUsage.api": "The id or the slug of an API.",
  "getUsage.bucket":
    "Left out: minutes up to 3 hours, hours up to 8 days, else days, as far as they are kept.",
  "getUsage.from": "Inclusive; left out, 24 hours before to.",
  "getUsage.groupBy":
    "One or more of application, key, api, endpoint, environment and outcome, with commas between them; left out, one series.",
  "getUsage.outcome": "The code of a verdict, or refused for all but VALID.",
  "getUsage.to": "Exclusive; left out, now.",
  "listKeys.owner": "The id of a member, me, or none for those that are service-owned.",
  "listUsageEvents.api": "The id or the slug of an API.",
  "listUsageEvents.from": "Inclusive; not before what is kept.",
  "listUsageEvents.gate": "The name of a gate, or portal.",
  "listUsageEvents.network": "An address or a network. It needs the scope usage.networks.",
  "listUsageEvents.outcome": "The code of a verdict, or refused for all but VALID.",
  "listUsageEvents.range":
    "The last hour, 24 hours, 7 or 30 days. Left out, or custom, from and to are given.",
  "listUsageEvents.requestId": "Found whatever the range says.",
  note: "For the audit log.",
  notBefore: "It is refused before; null for none.",
  order: "Of sort.",
  outcome: "Whether it was done or refused.",
  owner: "The id of a member.",
  ownerId: "The id of a member.",
  overlap: "For how long the old key goes on working, never past its own end.",
  page: "From 1, instead of after.",
  path: "A template, as /orders/{orderId}.",
  permission: "The name of one of the same API.",
  plan: "As a dry run answered it: where it would be another thing by now, nothing is done.",
  prefix: "Is put before every path of the document.",
  "quarantineKey.note": "What speaks against the key.",
  quota: "At most so many per day or month, UTC.",
  rateLimits: "A burst of at most limit, refilled evenly within seconds.",
  remove: "What goes of what the document doesn't have: all, nothing, or what has these ids.",
  removeGrants: "Takes what goes from the applications that are granted it.",
  "replaceGrants.reason": "Why, for those who look at it later.",
  "rotateKey.expiresAt": "Of the new key; left out, it lives as long as the old one was to.",
  rules: "What is named is replaced, by environment too; null and what demands nothing loosens.",
  search: "Words that the item contains.",
  "setApplicationRules.rules": "All that it has besides the organization's, each of them stricter.",
  sensitive: "Whether only owners and admins grant it.",
  slug: "Its audience: what verifications and grants call it.",
  tags: "Words of your own to find it by.",
  tag: "One that the keys bear.",
  target: "The id of what it was done to.",
  to: "Exclusive.",
  url: "Where the document is fetched from.",
  "verifyKey.key": "The whole key, or its two parts.",
  "verifyKey.api": "Left out, the API that the service token is bound to.",
  "verifyKey.permissions": "All are required.",
  "verifyKey.tags": "Told in usage.",
  "verifyKey.request":
    "Its method and path are matched with the endpoints of the API; of its userAgent the history tells the family.",
};

/** An object's schema with words for its fields, where they have none. */
export function worded(schema: Json, id: string): Json {
  const { properties } = schema as { properties?: Record<string, Json> };
  if (!properties) return schema;
  const entries = Object.entries(properties).map(([name, part]) => {
    const description = fieldWords[`${id}.${name}`] ?? fieldWords[name];
    return [name, description === undefined ? part : { description, ...part }];
  });
  return { ...schema, properties: Object.fromEntries(entries) };
}
