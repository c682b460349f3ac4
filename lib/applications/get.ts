import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "./find";
import { summarizeApplication } from "./summarize";
import type { ApplicationSummary } from "./summary";

/** One application. Throws 404, 403. */
export async function getApplication(actor: Actor, id: unknown): Promise<ApplicationSummary> {
  authorize(actor, "application.read");
  return transact(actor, async (tx) =>
    summarizeApplication(tx, actor, await findApplication(tx, actor, id)),
  );
}
