import { rightWords } from "@/components/members/right-words";
import type { Right } from "@/lib/access/rights";

const special: Record<string, string> = {
  "access.approved": "Request for access approved",
  "access.refused": "Request for access refused",
  "access.requested": "Access requested",
  "access.withdrawn": "Request for access withdrawn",
  "api.created": "API added",
  "api.edited": "API edited",
  "api.deleted": "API deleted",
  "api.imported": "OpenAPI document imported",
  "grants.approved": "Connected APIs approved",
  "grants.replaced": "Connected APIs changed",
  "grant.removed": "Connected API removed",
  "key.reminded": "Reminded of a key’s deadline",
  "policy.excepted": "Key excepted from policy",
  "session.started": "Signed in",
  "session.ended": "Signed out",
  "session.ended-everywhere": "Signed out everywhere",
  "session.refused": "Sign-in refused",
  "token.created": "Service token created",
  "token.revoked": "Service token revoked",
};

const isRight = (text: string): text is Right => text in rightWords;

/** `key.revoked` as "Key revoked"; `key.revoke.refused` as "Refused: revoke keys". */
export function actionWords(action: string): string {
  const known = special[action];
  if (known) return known;
  const right = action.replace(/\.refused$/, "");
  if (right !== action && isRight(right)) return `Refused: ${midSentence(rightWords[right])}`;
  const words = action.replace(/[.-]/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const midSentence = (words: string) => words.charAt(0).toLowerCase() + words.slice(1);

export const actionGroups = [
  { value: "application.", label: "Applications" },
  { value: "key.", label: "Keys" },
  { value: "grants.", label: "Connected APIs" },
  { value: "access.", label: "Requests for access" },
  { value: "api.", label: "APIs" },
  { value: "endpoint.", label: "Endpoints" },
  { value: "permission.", label: "Permissions" },
  { value: "token.", label: "Service tokens" },
  { value: "signing-key.", label: "Signing keys" },
  { value: "member.", label: "Members" },
  { value: "invitation.", label: "Invitations" },
  { value: "session.", label: "Sign-ins and sessions" },
  { value: "policy.", label: "Policies" },
  { value: "organization.", label: "Organization" },
] as const;
