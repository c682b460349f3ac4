import { rightWords } from "@/components/members/right-words";
import type { Right } from "@/lib/access/rights";

const special: Record<string, string> = {
  "access.approved": "Request for access approved",
  "access.refused": "Request for access refused",
  "access.requested": "Access requested",
  "access.withdrawn": "Request for access withdrawn",
  "alert.calmed": "Alert calm again",
  "alert.created": "Alert rule set",
  "alert.deleted": "Alert rule deleted",
  "alert.edited": "Alert rule edited",
  "alert.fired": "Alert fired",
  "api.created": "API added",
  "api.edited": "API edited",
  "api.deleted": "API deleted",
  "api.imported": "OpenAPI document imported",
  "grants.approved": "Connected APIs approved",
  "grants.replaced": "Connected APIs changed",
  "grant.removed": "Connected API removed",
  "history.edited": "Keeping of the access history changed",
  "history.exported": "Export of the access history begun",
  "history.export-ended": "Export of the access history ended",
  "key.quota-near": "80% of a key’s quota used",
  "key.quota-reached": "Key’s quota used up",
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
  { value: "alert.", label: "Alerts" },
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
  { value: "history.", label: "Access history" },
  { value: "organization.", label: "Organization" },
] as const;
