import { isDeepStrictEqual } from "node:util";
import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { applications } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { announce } from "@/lib/verification/announce";
import { EditApplication } from "./fields";
import { type ApplicationRow, findApplication } from "./find";
import { replaceMaintainers } from "./maintainers";
import { nameKey } from "./name-key";
import { refuseTakenName } from "./name-taken";
import { chooseOwner } from "./owner";
import { summarizeApplication } from "./summarize";
import type { ApplicationSummary } from "./summary";

type Wish = z.output<typeof EditApplication>;

/**
 * Changes the fields that are given; one that changes nothing leaves no trace. A new owner stops to
 * be a maintainer. Throws 404, 412 (the revision is another than `ifRevision`), 409 (the name is
 * taken), 422, 403.
 */
export async function editApplication(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<ApplicationSummary> {
  authorize(actor, "application.edit");
  const wish = parse(EditApplication, input);
  return transact(actor, async (tx) => {
    const before = await findApplication(tx, actor, id, "update");
    authorizeOn(actor, "application.edit", before);
    expectRevision(before.revision, ifRevision);
    const wanted = told(before, wish);
    if (isDeepStrictEqual(wanted, told(before))) return summarizeApplication(tx, actor, before);
    const { maintainerIds, ...columns } = wanted;
    if (wanted.ownerId !== before.ownerId) {
      authorize(actor, "application.transfer");
      await chooseOwner(tx, actor, wanted.ownerId);
    }
    if (wish.maintainerIds && !isDeepStrictEqual(wish.maintainerIds, before.maintainerIds)) {
      authorizeOn(actor, "application.share", before);
    }
    await replaceMaintainers(tx, actor, before, maintainerIds);
    const [saved] = await refuseTakenName(
      tx
        .update(applications)
        .set({
          ...columns,
          nameKey: wish.name === undefined ? undefined : nameKey(wish.name),
          revision: before.revision + 1,
          updatedAt: new Date(),
        })
        .where(and(eq(applications.orgId, actor.organizationId), eq(applications.id, before.id)))
        .returning(),
    );
    if (!saved) throw new Error("the application was not changed");
    const after = { ...saved, maintainerIds };
    await announce(tx, actor, { kind: "application", id: after.id, revision: after.revision });
    await recordAudit(tx, actor, {
      action: "application.edited",
      target: { kind: "application", id: after.id, name: after.name },
      applicationId: after.id,
      before: told(before),
      after: told(after),
    });
    return summarizeApplication(tx, actor, after);
  });
}

/** What a change can alter, as it is or as wished. The owner needs not be a maintainer too. */
function told(row: ApplicationRow, wish: Wish = {}) {
  const { name, baseUrl, description, ownerId, maintainerIds } = { ...row, ...given(wish) };
  const others = maintainerIds.filter((id) => id !== ownerId);
  return { name, baseUrl, description, ownerId, maintainerIds: others };
}

const given = (wish: Wish): Wish =>
  Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
