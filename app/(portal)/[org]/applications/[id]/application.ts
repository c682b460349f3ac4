import { cache } from "react";
import { pageActor } from "@/app/actor";
import { orNotFound } from "@/app/or-not-found";
import { getApplication } from "@/lib/applications/get";

/** The viewer and the application of this page, read once per request. */
export const pageApplication = cache(async (org: string, id: string) => {
  const actor = await pageActor(org);
  return { actor, application: await orNotFound(getApplication(actor, id)) };
});
