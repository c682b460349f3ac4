import { isUniqueViolation } from "@/db/errors";
import { apis } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { conflict } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { parse } from "@/lib/parse";
import { announce } from "@/lib/verification/announce";
import { CreateApi } from "./fields";
import { expectMember } from "./owner";
import { summarizeApi } from "./summarize";
import type { ApiSummary } from "./summary";

/** Throws what the caller is told where another API has the slug. */
export const slugTaken =
  (slug: string) =>
  (error: unknown): never => {
    if (!isUniqueViolation(error)) throw error;
    throw conflict(`Another API has the slug ${slug}. Choose another one.`, "slug");
  };

/** Registers an API; its owner is the acting member unless another is named. Throws 409 (slug taken), 422, 403. */
export async function createApi(actor: Actor, input: unknown): Promise<ApiSummary> {
  authorize(actor, "catalog.edit");
  const { ownerId = actor.kind === "member" ? actor.id : null, ...rest } = parse(CreateApi, input);
  const wish = { ...rest, ownerId };
  return transact(actor, async (tx) => {
    await expectMember(tx, actor, ownerId);
    const [row] = await tx
      .insert(apis)
      .values({ ...wish, orgId: actor.organizationId, id: newId("api") })
      .returning()
      .catch(slugTaken(wish.slug));
    if (!row) throw new Error("the API was not inserted");
    await announce(tx, actor, { kind: "catalog", id: row.id, revision: row.revision });
    await recordAudit(tx, actor, {
      action: "api.created",
      target: { kind: "api", id: row.id, name: row.name },
      after: wish,
    });
    return summarizeApi(tx, actor, row);
  });
}
