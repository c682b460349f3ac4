"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { getApplication } from "@/lib/applications/get";
import { formResult } from "@/lib/form";
import { changeKeys } from "@/lib/keys/change";
import { editKey } from "@/lib/keys/edit";
import { getKey } from "@/lib/keys/get";
import { keyNetworks } from "@/lib/keys/list-networks";
import { revokeKey } from "@/lib/keys/revoke";
import { rotateKey } from "@/lib/keys/rotate";
import { endRotation, undoRotation } from "@/lib/keys/rotation";
import { disableKey, enableKey, quarantineKey } from "@/lib/keys/set-status";
import { keyTraffic } from "@/lib/usage/key-traffic";
import { keySetting } from "./setting";

/** What a dialog about a key has to know. */
export async function keyLookAction(org: string, id: unknown) {
  return formResult(async () => {
    const actor = await requireActor(String(org));
    const key = await getKey(actor, id);
    const [setting, traffic, networks] = await Promise.all([
      getApplication(actor, key.applicationId).then((application) =>
        keySetting(actor, application),
      ),
      keyTraffic(actor, { keys: [key.id] }),
      keyNetworks(actor, id),
    ]);
    const lately = Date.now() - 3_600_000;
    const recent = networks.filter(({ lastSeenAt }) => Date.parse(lastSeenAt) > lately);
    return { setting, traffic, networks: recent.map(({ network }) => network) };
  });
}

/** Of the last 24 hours. */
export async function keyTrafficAction(org: string, keys: unknown) {
  return formResult(async () =>
    keyTraffic(await requireActor(String(org)), { keys, minutes: 1440 }),
  );
}

export async function editKeyAction(org: string, id: unknown, revision: unknown, input: unknown) {
  return change(org, (actor) => editKey(actor, id, input, Number(revision)));
}

export async function rotateKeyAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => rotateKey(actor, id, input ?? {}));
}

export async function endRotationAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => endRotation(actor, id, input ?? {}));
}

export async function undoRotationAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => undoRotation(actor, id, input ?? {}));
}

export async function revokeAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => revokeKey(actor, id, input ?? {}));
}

export async function disableKeyAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => disableKey(actor, id, input ?? {}));
}

export async function enableKeyAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => enableKey(actor, id, input ?? {}));
}

export async function quarantineKeyAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => quarantineKey(actor, id, input ?? {}));
}

export async function changeKeysAction(org: string, input: unknown) {
  return change(org, (actor) => changeKeys(actor, input ?? {}));
}
