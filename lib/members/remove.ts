import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { lockMember } from "./find";
import { authorizeRole } from "./give-role";
import { HandOver } from "./hand-over";
import { takeOut } from "./take-out";

/**
 * Takes a member out of the organization, from their next request on, and hands over what they own
 * as `input` says. Throws 404, 409 (the only owner; something owned of which `input` doesn't say what
 * becomes of it), 422, 403.
 */
export async function removeMember(
  actor: Actor,
  memberId: unknown,
  input: unknown = {},
): Promise<void> {
  authorize(actor, "member.edit");
  const wish = parse(HandOver, input);
  await transactSettled(actor, async (tx) => {
    const member = await lockMember(tx, actor, memberId);
    authorizeRole(actor, member.role);
    await takeOut(tx, actor, member, wish);
    await recordAudit(tx, actor, {
      action: "member.removed",
      target: { kind: "member", id: member.id, name: member.name },
      before: { email: member.email, role: member.role },
    });
  });
}
