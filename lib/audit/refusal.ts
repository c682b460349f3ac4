import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import type { RefusedError } from "@/lib/errors";
import { log } from "@/lib/log";
import { recordAudit } from "./record";

/** Writes to the audit log that somebody was refused something. Called once, by the door. */
export async function recordRefusal(error: RefusedError): Promise<void> {
  const actor = error.actor as Actor;
  try {
    await transact({ organizationId: actor.organizationId }, (tx) =>
      recordAudit(tx, actor, {
        action: `${error.permission}.refused`,
        outcome: "refused",
        reason: error.message,
      }),
    );
  } catch (cause) {
    log.error({ err: cause, requestId: actor.origin.requestId }, "a refusal was not recorded");
  }
}
