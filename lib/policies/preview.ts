import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { parse } from "@/lib/parse";
import { type Broken, brokenBy } from "./broken";
import { SetPolicies } from "./fields";
import { changedCells, loadPresent } from "./load";
import { together } from "./load-rules";
import { type Narrowed, narrowedBy } from "./narrowed";
import { rulesAfter } from "./set";

/** What a change of policies does: which active keys may do less, and which break a rule by it. */
export type PolicyPreview = { narrowed: Narrowed; broken: Broken };

/**
 * What `setPolicies` with the same input would do to the active keys. Changes nothing. Throws 422,
 * 503, 403.
 */
export async function previewPolicies(actor: Actor, input: unknown): Promise<PolicyPreview> {
  authorize(actor, "policy.edit");
  const wish = parse(SetPolicies, input);
  return transact(actor, async (tx) => {
    const { ceilings, all } = await loadPresent(tx, actor);
    const now = new Date();
    const { before, after } = rulesAfter(all.organization, wish, now);
    return {
      narrowed: await narrowedBy(tx, actor, changedCells(ceilings, wish.ceilings)),
      broken: await brokenBy(tx, actor, {
        before: together(before, all.overrides),
        after: together(after, all.overrides),
        excepted: wish.exceptions,
        now,
      }),
    };
  });
}
