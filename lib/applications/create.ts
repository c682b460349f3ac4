import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { parse } from "@/lib/parse";
import { CreateApplication } from "./fields";
import { insertApplication } from "./insert";
import { summarizeApplication } from "./summarize";
import type { ApplicationSummary } from "./summary";

/**
 * Registers an application, owned by the acting member unless another is named. Throws 409 (the
 * name is taken, look-alikes included), 422, 403.
 */
export async function createApplication(actor: Actor, input: unknown): Promise<ApplicationSummary> {
  authorize(actor, "application.create");
  const wish = parse(CreateApplication, input);
  return transact(actor, async (tx) =>
    summarizeApplication(tx, actor, await insertApplication(tx, actor, wish)),
  );
}
