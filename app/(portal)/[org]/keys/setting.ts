import { serviceOwned } from "@/components/keys/key-draft";
import { type KeySetting, originOf } from "@/components/keys/key-setting";
import { choicesOf, connectedApis } from "@/components/keys/permission-choices";
import type { MemberActor } from "@/lib/access/actor";
import { can } from "@/lib/access/authorize";
import type { ApplicationSummary } from "@/lib/applications/summary";
import { listGrants } from "@/lib/grants/list";
import { listMembers } from "@/lib/members/list";
import { getApplicationRules } from "@/lib/policies/override";

/** What a form about a key of that application has to know. */
export async function keySetting(
  actor: MemberActor,
  { id, baseUrl }: Pick<ApplicationSummary, "id" | "baseUrl">,
): Promise<KeySetting> {
  const [{ grants }, { effective: rules }, owners] = await Promise.all([
    listGrants(actor, id),
    getApplicationRules(actor, id),
    keyOwners(actor),
  ]);
  const groups = choicesOf(grants, actor.role === "developer");
  return { groups, apis: connectedApis(grants), rules, origin: originOf(baseUrl), owners };
}

/** Who may own a key, the viewer first; empty where the viewer may not choose. */
export async function keyOwners(actor: MemberActor): Promise<KeySetting["owners"]> {
  if (!can(actor, "key.transfer")) return [];
  const { data } = await listMembers(actor, { limit: 100 });
  return [
    { value: actor.id, label: `${actor.name} (you)` },
    ...data
      .filter(({ id, role }) => id !== actor.id && role !== "auditor")
      .map(({ id, name, email }) => ({ value: id, label: name, hint: email })),
    { value: serviceOwned, label: "The application itself", hint: "Service-owned" },
  ];
}
