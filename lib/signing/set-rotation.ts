import { eq } from "drizzle-orm";
import { z } from "zod";
import { organizations } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { findOrganization } from "@/lib/organizations/find";
import { parse } from "@/lib/parse";
import { readSigningKeys } from "./list";
import { rotationDays } from "./rotation";
import type { SigningKeys } from "./summary";

const SetSigningRotation = z.strictObject({
  days: z.literal(rotationDays, `One of ${rotationDays.join(", ")} days.`).nullable(),
});

/**
 * Says after how many days of signing a key is replaced by the next one; null for by hand only. What
 * changes nothing leaves no trace. Throws 422, 403.
 */
export async function setSigningRotation(actor: Actor, input: unknown): Promise<SigningKeys> {
  authorize(actor, "signing-key.rotate");
  const { days } = parse(SetSigningRotation, input);
  return transact(actor, async (tx) => {
    const before = await findOrganization(tx, actor, "no key update");
    if (before.signingRotationDays !== days) {
      await tx
        .update(organizations)
        .set({ signingRotationDays: days })
        .where(eq(organizations.id, actor.organizationId));
      await recordAudit(tx, actor, {
        action: "policy.changed",
        target: { kind: "policy", id: "signing-keys", name: "Rotation of signing keys" },
        before: { rotationDays: before.signingRotationDays },
        after: { rotationDays: days },
      });
    }
    return readSigningKeys(tx, actor);
  });
}
