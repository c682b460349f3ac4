"use server";

import { change } from "@/app/change";
import { approveRequest } from "@/lib/approvals/approve";
import { refuseRequest } from "@/lib/approvals/refuse";
import { requestAccess } from "@/lib/approvals/request";
import { requestKey } from "@/lib/approvals/request-key";
import { withdrawRequest } from "@/lib/approvals/withdraw";
import { markRead } from "@/lib/notifications/mark-read";

export async function requestAccessAction(org: string, applicationId: unknown, input: unknown) {
  return change(org, (actor) => requestAccess(actor, applicationId, input));
}

/** `input` is `{ environment, reason }`. */
export async function requestKeyAction(org: string, applicationId: unknown, input: unknown) {
  return change(org, (actor) => requestKey(actor, applicationId, input));
}

export async function approveRequestAction(
  org: string,
  id: unknown,
  revision: unknown,
  input: unknown,
) {
  return change(org, (actor) => approveRequest(actor, id, input, Number(revision)));
}

export async function refuseRequestAction(
  org: string,
  id: unknown,
  revision: unknown,
  input: unknown,
) {
  return change(org, (actor) => refuseRequest(actor, id, input, Number(revision)));
}

export async function withdrawRequestAction(org: string, id: unknown) {
  return change(org, (actor) => withdrawRequest(actor, id));
}

/** `which` is the id of a notification, or `all`. */
export async function markReadAction(org: string, which: unknown) {
  return change(org, (actor) => markRead(actor, which));
}
