import type { MemberActor } from "@/lib/access/actor";
import { createApplication } from "@/lib/applications/create";
import type { ApplicationId } from "@/lib/ids";
import { type CreatedSecretKey, createKey } from "@/lib/keys/create";
import type { Environment } from "@/lib/keys/format";

/** What was made, where a secret key was. */
export function secretOf<C extends object>(created: C): Extract<C, { apiKey: string }> {
  if (!("apiKey" in created)) throw new Error("it is no secret key");
  return created as Extract<C, { apiKey: string }>;
}

let made = 0;

/** A fresh application of that member with one key, for tests. */
export async function mintKey(
  actor: MemberActor,
  environment: Environment = "production",
): Promise<CreatedSecretKey & { applicationId: ApplicationId }> {
  made += 1;
  const { id } = await createApplication(actor, {
    name: `Application ${made}`,
    baseUrl: "https://crm.example",
  });
  return { applicationId: id, ...(await createKey(actor, id, { name: "ci", environment })) };
}
