import { orNone } from "@/app/or-not-found";
import type { SelectOption } from "@/components/ui/select";
import type { MemberActor } from "@/lib/access/actor";
import { getApplication } from "@/lib/applications/get";
import { listApplications } from "@/lib/applications/list";
import { getApiOutline } from "@/lib/catalog/get-outline";
import { listApis } from "@/lib/catalog/list-apis";

const most = 100;

/** The applications of the organization, or of one owner, to choose from: a hundred at most, by name. */
export async function applicationChoices(
  actor: MemberActor,
  whose: { owner?: "me" } = {},
): Promise<SelectOption[]> {
  const { data } = await listApplications(actor, { ...whose, sort: "name", limit: most });
  return data.map(({ id, name }) => ({ value: id, label: name }));
}

/** The APIs of the organization, likewise. */
export async function apiChoices(actor: MemberActor): Promise<SelectOption[]> {
  const { data } = await listApis(actor, { limit: most });
  return data.map(({ slug, name }) => ({ value: slug, label: name }));
}

/** With what is chosen already, also where it is none of them; what is gone has no name. */
export async function withChosen(
  options: SelectOption[] | undefined,
  chosen: string | undefined,
  nameOf: (value: string) => Promise<string>,
): Promise<SelectOption[] | undefined> {
  if (!chosen || options?.some(({ value }) => value === chosen)) return options;
  return [...(options ?? []), { value: chosen, label: (await orNone(nameOf(chosen))) ?? chosen }];
}

export const withApplication = (
  actor: MemberActor,
  options: SelectOption[] | undefined,
  chosen: string | undefined,
) => withChosen(options, chosen, async (id) => (await getApplication(actor, id)).name);

export const withApi = (
  actor: MemberActor,
  options: SelectOption[] | undefined,
  chosen: string | undefined,
) => withChosen(options, chosen, async (id) => (await getApiOutline(actor, id)).name);
