import type { Code, Finding, Question } from "./verdict";
import { permissionsOf } from "./verdict";

const time = (date: Date | null) => date?.toISOString() ?? "never";

/** Why the verdict is what it is: which rule, what it compared, what would fix it. */
export function explain(code: Code, finding: Finding, question: Question): string {
  if (typeof finding === "string") return withoutRecord[finding];
  const { key, application } = finding;
  switch (code) {
    case "REVOKED":
      return "The key was revoked, which is final. Generate a new key for the application.";
    case "EXPIRED":
      return `The key expired at ${time(key.expiresAt)}. Generate a new key for the application.`;
    case "NOT_YET_VALID":
      return `The key is valid from ${time(key.notBefore)} on. Wait until then.`;
    case "DISABLED":
      return "The key is disabled. Its owner or an admin can enable it.";
    case "QUARANTINED":
      return "The key is quarantined. An admin has to look at it.";
    case "APPLICATION_INACTIVE":
      return `The application “${application.name}” is inactive. Its owner or an admin can activate it.`;
    case "WRONG_ENVIRONMENT":
      return `The key is for ${key.environment}, the service token for ${question.environment}. Use a key of ${question.environment}.`;
    case "QUOTA_EXCEEDED":
      return "The key has used up its quota of this day or month. Wait for the next one, or have the quota raised.";
    case "RATE_LIMITED":
      return "The key is used more often than one of its rate limits allows. Wait as long as resetAt says, or have the limit raised.";
    case "INSUFFICIENT_PERMISSIONS":
      return missing(finding, question);
    default:
      return "Every rule holds.";
  }
}

const withoutRecord = {
  malformed:
    "The text has not the form of a key, or its checksum is wrong: cut off, mistyped or of another kind. Copy the whole key again.",
  missing:
    "The organization of the service token has no such key. Check that the whole key was copied, and that it is a key of this organization.",
  unreadable:
    "The key's record can't be understood, so it is refused. Generate a new key, and tell the administrator of this installation.",
};

function missing(record: Exclude<Finding, string>, { granted, permissions }: Question): string {
  const name = `“${record.application.name}”`;
  if (granted === null || granted.length === 0) {
    return `The application ${name} has no grant on this API. Grant it what it needs under Connected APIs.`;
  }
  const held = permissionsOf(record.key.permissions, granted);
  const lacking = permissions.filter((permission) => !held.includes(permission));
  const has = held.length > 0 ? held.join(", ") : "no permission";
  if (lacking.length === 0) {
    return `The key's own permissions leave it none of what ${name} is granted on this API. Use another key.`;
  }
  return `Required: ${lacking.join(", ")}. The key has ${has} on this API. Grant ${name} what is missing under Connected APIs.`;
}
