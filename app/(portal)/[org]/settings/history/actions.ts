"use server";

import { change } from "@/app/change";
import { setHistory } from "@/lib/organizations/set-history";

export async function setHistoryAction(org: string, revision: unknown, input: unknown) {
  return change(org, (actor) => setHistory(actor, input, Number(revision)));
}
