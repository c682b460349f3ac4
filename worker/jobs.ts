import { endExpiredSessions } from "@/lib/access/sessions";
import { expireKeys } from "@/lib/keys/expire";
import { pruneIdempotencyKeys } from "@/lib/tokens/prune-idempotency";
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
  { name: "prune-idempotency-keys", everySeconds: 600, run: pruneIdempotencyKeys },
];
