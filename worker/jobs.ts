import { endExpiredSessions } from "@/lib/access/sessions";
import { checkAlerts } from "@/lib/alerts/check";
import { noticeQuotas } from "@/lib/alerts/notice-quotas";
import { pruneQuotaNotices } from "@/lib/alerts/prune-notices";
import { noteHygiene } from "@/lib/hygiene/note";
import { advanceRotations } from "@/lib/keys/advance-rotations";
import { expireKeys } from "@/lib/keys/expire";
import { pruneLimitDebts } from "@/lib/limits/prune";
import { pruneNotifications } from "@/lib/notifications/prune";
import { enforcePolicies } from "@/lib/policies/enforce";
import { prunePolicyReminders } from "@/lib/policies/prune-reminders";
import { revokeWithdrawn } from "@/lib/signing/revoke-withdrawn";
import { rotateSigningKeys } from "@/lib/signing/rotate-due";
import { pruneIdempotencyKeys } from "@/lib/tokens/prune-idempotency";
import { foldUsage } from "@/lib/usage/fold";
import { forgetOldHistory } from "@/lib/usage/forget-history";
import { forgetOldUsage, prepareUsageDays } from "@/lib/usage/partitions";
import { pruneChangeLog, pruneKeyNetworks } from "@/lib/verification/prune";

export type Job = {
  name: string;
  everySeconds: number;
  /** Says how many things it changed. */
  run: () => Promise<number>;
};

export const jobs: Job[] = [
  { name: "advance-rotations", everySeconds: 1, run: advanceRotations },
  { name: "expire-keys", everySeconds: 5, run: expireKeys },
  { name: "end-expired-sessions", everySeconds: 60, run: endExpiredSessions },
  { name: "prune-change-log", everySeconds: 60, run: pruneChangeLog },
  { name: "prune-limit-debts", everySeconds: 60, run: pruneLimitDebts },
  { name: "prune-idempotency-keys", everySeconds: 600, run: pruneIdempotencyKeys },
  { name: "enforce-policies", everySeconds: 60, run: enforcePolicies },
  { name: "rotate-signing-keys", everySeconds: 60, run: rotateSigningKeys },
  { name: "revoke-withdrawn-keys", everySeconds: 5, run: revokeWithdrawn },
  { name: "check-alerts", everySeconds: 60, run: checkAlerts },
  { name: "notice-quotas", everySeconds: 60, run: noticeQuotas },
  { name: "prune-quota-notices", everySeconds: 3600, run: pruneQuotaNotices },
  { name: "note-hygiene", everySeconds: 3600, run: noteHygiene },
  { name: "prune-policy-reminders", everySeconds: 3600, run: prunePolicyReminders },
  { name: "prune-notifications", everySeconds: 3600, run: pruneNotifications },
  { name: "prune-key-networks", everySeconds: 3600, run: pruneKeyNetworks },
  { name: "prepare-usage-days", everySeconds: 3600, run: prepareUsageDays },
  { name: "fold-usage", everySeconds: 30, run: () => foldUsage() },
  { name: "forget-old-usage", everySeconds: 3600, run: forgetOldUsage },
  { name: "forget-old-history", everySeconds: 600, run: () => forgetOldHistory() },
];
