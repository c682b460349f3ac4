import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { transactSettled } from "@/lib/verification/settle";
import { slugTaken } from "./create-api";
import { EditApi } from "./fields";
import { findApi } from "./find";
import { expectMember } from "./owner";
import { summarizeApi } from "./summarize";
import type { ApiRow, ApiSummary } from "./summary";
import { touchApi } from "./touch";

const told = ({ name, slug, baseUrl, description, ownerId }: ApiRow) => ({
  name,
  slug,
  baseUrl,
  description,
  ownerId,
});

/** Changes the fields given. Throws 404, 409 (slug taken), 412 (`ifRevision`), 422, 403. */
export async function editApi(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<ApiSummary> {
  authorize(actor, "catalog.edit");
  const wish = parse(EditApi, input);
  return transactSettled(actor, async (tx) => {
    const before = await findApi(tx, actor, id, "update");
    expectRevision(before.revision, ifRevision);
    if (wish.ownerId !== before.ownerId) await expectMember(tx, actor, wish.ownerId);
    const after = await touchApi(tx, actor, before, wish).catch(slugTaken(wish.slug ?? ""));
    await recordAudit(tx, actor, {
      action: "api.edited",
      target: { kind: "api", id: after.id, name: after.name },
      before: told(before),
      after: told(after),
    });
    return summarizeApi(tx, actor, after);
  });
}
