import { z } from "zod";
import { historyNetworks } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { wholeField } from "@/lib/page";
import { parse } from "@/lib/parse";
import { expectRevision } from "@/lib/revision";
import { mostHistoryDays } from "@/lib/usage/partitions";
import { changeOrganization } from "./change";
import { findOrganization } from "./find";
import { type OrganizationRow, type OrganizationSummary, summarizeOrganization } from "./summary";

const SetHistory = z.strictObject({
  historyDays: wholeField(mostHistoryDays).optional(),
  historyNetworks: z.enum(historyNetworks, `One of ${historyNetworks.join(", ")}.`).optional(),
});

const told = ({ historyDays, historyNetworks }: OrganizationRow) => ({
  historyDays,
  historyNetworks,
});

/**
 * How many days the organization keeps its access history (1 to 365), and whether callers' addresses
 * are written to it whole or `truncated` to their networks from now on: what is written stays as it
 * is. What is older than the days is not shown from the next request on, and removed within a day.
 * Throws 412 (the revision is another than `ifRevision`), 422, 403.
 */
export async function setHistory(
  actor: Actor,
  input: unknown,
  ifRevision?: number,
): Promise<OrganizationSummary> {
  authorize(actor, "history.edit");
  const wish = parse(SetHistory, input);
  return transact(actor, async (tx) => {
    const before = await findOrganization(tx, actor, "no key update");
    expectRevision(before.revision, ifRevision);
    const wanted = {
      historyDays: wish.historyDays ?? before.historyDays,
      historyNetworks: wish.historyNetworks ?? before.historyNetworks,
    };
    if (JSON.stringify(wanted) === JSON.stringify(told(before))) {
      return summarizeOrganization(before);
    }
    const after = await changeOrganization(tx, actor, before, wanted, {
      action: "history.edited",
      told,
    });
    return summarizeOrganization(after);
  });
}
