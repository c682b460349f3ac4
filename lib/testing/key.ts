import type { MemberActor } from "@/lib/access/actor";
import { createApplication } from "@/lib/applications/create";
import type { ApplicationId } from "@/lib/ids";
import { type CreatedKey, createKey } from "@/lib/keys/create";
import type { Environment } from "@/lib/keys/format";

let made = 0;

/** A fresh application of that member with one key, for tests. */
export async function mintKey(
  actor: MemberActor,
  environment: Environment = "production",
): Promise<CreatedKey & { applicationId: ApplicationId }> {
  made += 1;
  const { id } = await createApplication(actor, {
    name: `Application ${made}`,
    baseUrl: "https://crm.example",
  });
  return { applicationId: id, ...(await createKey(actor, id, { name: "ci", environment })) };
}
