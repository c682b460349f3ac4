"use server";

import { change } from "@/app/change";
import { rotateSigningKey } from "@/lib/signing/rotate";
import { setSigningRotation } from "@/lib/signing/set-rotation";
import { withdrawSigningKey } from "@/lib/signing/withdraw";

export async function rotateSigningKeyAction(org: string) {
  return change(org, (actor) => rotateSigningKey(actor));
}

export async function setSigningRotationAction(org: string, input: unknown) {
  return change(org, (actor) => setSigningRotation(actor, input));
}

export async function withdrawSigningKeyAction(org: string, id: unknown, input: unknown) {
  return change(org, (actor) => withdrawSigningKey(actor, id, input));
}
