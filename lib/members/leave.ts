import type { Actor } from "@/lib/access/actor";
import { authorizeMember, can } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { invalid } from "@/lib/errors";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { lockMember } from "./find";
import { HandOver } from "./hand-over";
import { takeOut } from "./take-out";

/**
 * Who leaves the organization by themself hands over what they own as `removeMember` does. Who may
 * not edit members can only have their keys revoked: others' roles may reach further. Throws 409
 * (the only owner; as `removeMember`), 422, 403.
 */
export async function leaveOrganization(actor: Actor, input: unknown): Promise<void> {
  const { id } = authorizeMember(actor, "organization.read");
  const wish = parse(HandOver, input);
  if (wish.keys && wish.keys !== "revoke" && !can(actor, "member.edit")) {
    throw invalid("keys", "Ask an owner or admin to hand over your keys, or have them revoked.");
  }
  await transactSettled(actor, async (tx) => {
    const member = await lockMember(tx, actor, id);
    await takeOut(tx, actor, member, wish);
    await recordAudit(tx, actor, {
      action: "member.left",
      target: { kind: "member", id: member.id, name: member.name },
      before: { email: member.email, role: member.role },
    });
  });
}
