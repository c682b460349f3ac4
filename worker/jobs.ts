import { endExpiredSessions } from "@/lib/access/sessions";
import { expireKeys } from "@/lib/keys/expire";
import { pruneLimitDebts } from "@/lib/limits/prune";
import { pruneNotifications } from "@/lib/notifications/prune";
import { pruneIdempotencyKeys } from "@/lib/tokens/prune-idempotency";
import { forgetOldUsage, prepareUsageDays } from "@/lib/usage/partitions";
import { pruneChangeLog } from "@/lib/verification/prune";

export type Job = {
  name: string;
  everySeconds: number;
  /** Says how many things it changed. */
  run: () => Promise<number>;
};

export const jobs: Job[] = [
  { name: "expire-keys", everySeconds: 5, run: expireKeys },
  { name: "end-expired-sessions", everySeconds: 60, run: endExpiredSessions },
  { name: "prune-change-log", everySeconds: 60, run: pruneChangeLog },
  { name: "prune-limit-debts", everySeconds: 60, run: pruneLimitDebts },
  { name: "prune-idempotency-keys", everySeconds: 600, run: pruneIdempotencyKeys },
  { name: "prune-notifications", everySeconds: 3600, run: pruneNotifications },
  { name: "prepare-usage-days", everySeconds: 3600, run: prepareUsageDays },
  { name: "forget-old-usage", everySeconds: 3600, run: forgetOldUsage },
];
