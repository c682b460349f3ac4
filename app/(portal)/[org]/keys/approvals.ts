import { requestKeyAction } from "@/app/(portal)/[org]/inbox/actions";
import type { KeyApprovals } from "@/components/keys/key-setting";
import type { MemberActor } from "@/lib/access/actor";
import { canEverywhere } from "@/lib/access/authorize";
import { listRequests } from "@/lib/approvals/list";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import type { ApplicationId } from "@/lib/ids";

/** The viewer's way to a key that others must approve; undefined for who needs nobody. */
export async function keyApprovals(
  org: string,
  actor: MemberActor,
  application: ApplicationId,
): Promise<KeyApprovals | undefined> {
  if (canEverywhere(actor, "key.create")) return undefined;
  const { data } = await listRequests(actor, { application, kind: "key", limit: 100 });
  const now = Date.now();
  return {
    requests: data.filter((one) => one.createdBy === actor.id && isOpen(one, now)),
    request: requestKeyAction.bind(null, org, application),
  };
}

const isOpen = ({ status, keyId, goodUntil }: AccessRequestSummary, now: number): boolean =>
  status === "pending" ||
  (status === "approved" && keyId === null && goodUntil !== null && Date.parse(goodUntil) > now);
