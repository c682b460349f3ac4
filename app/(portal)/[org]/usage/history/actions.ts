"use server";

import { requireActor } from "@/lib/access/session";
import { formResult } from "@/lib/form";
import { listEvents } from "@/lib/history/list-events";
import { estimateRows } from "./estimate";

export async function listEventsAction(org: string, query: unknown) {
  return formResult(async () => listEvents(await requireActor(String(org)), query));
}

export async function estimateRowsAction(org: string, query: unknown) {
  return formResult(async () => estimateRows(await requireActor(String(org)), query));
}
