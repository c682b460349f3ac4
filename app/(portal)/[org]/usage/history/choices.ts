import {
  apiChoices,
  applicationChoices,
  withApi,
  withApplication,
  withChosen,
} from "@/app/(portal)/[org]/usage/choices";
import { orNone } from "@/app/or-not-found";
import type { HistoryChoices } from "@/components/history/history-filters";
import type { HistoryQuery, HistoryScope } from "@/components/history/history-query";
import type { MemberActor } from "@/lib/access/actor";
import { can, canEverywhere } from "@/lib/access/authorize";
import { listEndpoints } from "@/lib/catalog/list-endpoints";
import { listGates } from "@/lib/gates/list";
import { getKey } from "@/lib/keys/get";
import { listKeys } from "@/lib/keys/list";
import { endpointName } from "@/lib/usage/name-endpoint";

const most = 100;

/** What the history can be filtered by, each with its name; what is filtered by is always among it. */
export async function historyChoices(
  actor: MemberActor,
  scope: HistoryScope,
  query: HistoryQuery,
): Promise<HistoryChoices> {
  const [application, key, api, endpoint, gate] = await Promise.all([
    scope.application || scope.key
      ? undefined
      : readableApplications(actor).then((all) => withApplication(actor, all, query.application)),
    scope.key ? undefined : keyChoices(actor, query),
    scope.api ? undefined : apiChoices(actor).then((all) => withApi(actor, all, query.api)),
    endpointChoices(actor, query),
    gateChoices(actor, query),
  ]);
  return {
    ...(application && { application }),
    ...(key && { key }),
    ...(api && { api }),
    ...(endpoint && { endpoint }),
    ...(gate && { gate }),
  };
}

/** Those whose history the viewer may read. */
export const readableApplications = (actor: MemberActor) =>
  applicationChoices(actor, canEverywhere(actor, "history.read") ? {} : { owner: "me" });

async function keyChoices(actor: MemberActor, { application, key }: HistoryQuery) {
  const listed = application
    ? await orNone(listKeys(actor, { application, sort: "name", limit: most }))
    : undefined;
  const options = listed?.data.map(({ id, name, environment }) => ({
    value: id,
    label: name,
    hint: environment,
  }));
  return withChosen(options, key, async (id) => (await getKey(actor, id)).name);
}

async function endpointChoices(actor: MemberActor, { api, endpoint }: HistoryQuery) {
  const listed = api ? await orNone(listEndpoints(actor, api, { limit: most })) : undefined;
  const options = listed?.data.map(({ id, method, path }) => ({
    value: id,
    label: `${method} ${path}`,
  }));
  return withChosen(options, endpoint, (id) => endpointName(actor, id));
}

async function gateChoices(actor: MemberActor, { gate }: HistoryQuery) {
  if (!gate && !can(actor, "gate.read")) return undefined;
  const gates = can(actor, "gate.read") ? await listGates(actor) : [];
  const options = gates.map(({ address }) => ({ value: address, label: address }));
  return withChosen(
    [...options, { value: "portal", label: "The portal" }],
    gate,
    async (name) => name,
  );
}
