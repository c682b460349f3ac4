"use server";

import { change } from "@/app/change";
import { connectApplication } from "@/lib/applications/connect";

export async function connectAction(org: string, input: unknown) {
  return change(org, (actor) => connectApplication(actor, input));
}
