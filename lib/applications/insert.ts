import type { z } from "zod";
import { applications } from "@/db/schema";
import type { Transaction } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { recordAudit } from "@/lib/audit/record";
import { newId } from "@/lib/ids";
import type { CreateApplication } from "./fields";
import type { ApplicationRow } from "./find";
import { nameKey } from "./name-key";
import { refuseTakenName } from "./name-taken";
import { chooseOwner } from "./owner";

/** Inserts the application and its audit event. Throws 403 and 422 for the owner, 409 for the name. */
export async function insertApplication(
  tx: Transaction,
  actor: Actor,
  wish: z.output<typeof CreateApplication>,
): Promise<ApplicationRow> {
  const ownerId = await chooseOwner(tx, actor, wish.ownerId);
  const [row] = await refuseTakenName(
    tx
      .insert(applications)
      .values({
        ...wish,
        ownerId,
        orgId: actor.organizationId,
        id: newId("app"),
        nameKey: nameKey(wish.name),
        createdBy: actor.id,
      })
      .returning(),
  );
  if (!row) throw new Error("the application was not inserted");
  const { name, baseUrl, description } = row;
  await recordAudit(tx, actor, {
    action: "application.created",
    target: { kind: "application", id: row.id, name },
    applicationId: row.id,
    after: { name, baseUrl, description, ownerId },
  });
  return { ...row, maintainerIds: [] };
}
