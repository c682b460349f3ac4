import type { TokenActor } from "@/lib/access/actor";
import type { VerifyKey } from "./question";
import { type Ruling, recordOf } from "./rule";
import type { Remaining } from "./services";
import type { Usable } from "./usable";
import { type KeyRecord, usableIn } from "./verdict";
import { judged } from "./verify";

/** Texts of things that many keys share; they go when the thing goes. */
const applicationTexts = new WeakMap<KeyRecord["application"], string>();
const permissionTexts = new WeakMap<Usable, string>();

const plain = /^[ !#-[\]-~]*$/;
/** As `JSON.stringify`, in less time where nothing has to be escaped. */
const quoted = (text: string) => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

/** The JSON of the answer that `judged` makes of a ruling, byte for byte. */
export function answerText(actor: TokenActor, wish: VerifyKey, ruling: Ruling): string {
  const { code, question, taken, ageMs } = ruling;
  const record = recordOf(ruling);
  const usual = record !== null || (code !== "VALID" && taken.rateLimits.length === 0);
  if (wish.explain || ageMs !== undefined || !usual) {
    return JSON.stringify(judged(actor, wish, ruling).verdict);
  }
  const { requestId } = actor.origin;
  if (!record) return `{"valid":false,"code":"${code}","requestId":"${requestId}"}`;
  const known = knownText(actor, record);
  const { revision } = record.key;
  if (code !== "VALID") {
    const limited =
      taken.rateLimits.length > 0 ? `,"rateLimits":${remainingText(taken.rateLimits)}` : "";
    return `{"valid":false,"code":"${code}","requestId":"${requestId}",${known},"revision":${revision}${limited}}`;
  }
  const permissions = permissionText(usableIn(record, question));
  const limits = remainingText(taken.rateLimits);
  return `{"valid":true,"code":"VALID","requestId":"${requestId}",${known},"permissions":${permissions},"rateLimits":${limits},"revision":${revision}}`;
}

function knownText({ organizationId }: TokenActor, { key, application }: KeyRecord): string {
  let owner = applicationTexts.get(application);
  if (owner === undefined) {
    owner = JSON.stringify({ id: application.id, name: application.name });
    applicationTexts.set(application, owner);
  }
  const expiresAt = key.expiresAt ? `"${key.expiresAt.toISOString()}"` : "null";
  const sharedKey = key.sharedKey === null ? "null" : `"${key.sharedKey}"`;
  const ownerId = key.ownerId ? `"${key.ownerId}"` : "null";
  return `"key":{"id":"${key.id}","sharedKey":${sharedKey},"name":${quoted(key.name)},"environment":"${key.environment}","expiresAt":${expiresAt}},"application":${owner},"organizationId":"${organizationId}","ownerId":${ownerId}`;
}

function permissionText(may: Usable | null): string {
  if (may === null) return "[]";
  let text = permissionTexts.get(may);
  if (text === undefined) {
    text = JSON.stringify(may.permissions);
    permissionTexts.set(may, text);
  }
  return text;
}

function remainingText(limits: readonly Remaining[]): string {
  let text = "[";
  for (const { name, limit, remaining, resetAt } of limits) {
    if (text !== "[") text += ",";
    text += `{"name":${quoted(name)},"limit":${limit},"remaining":${remaining},"resetAt":"${resetAt}"}`;
  }
  return `${text}]`;
}
