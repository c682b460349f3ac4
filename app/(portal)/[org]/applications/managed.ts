import type { ManagedApplication } from "@/components/applications/application-menu";
import type { MemberActor } from "@/lib/access/actor";
import { canOn } from "@/lib/access/authorize";
import type { ApplicationSummary } from "@/lib/applications/summary";

/** The application with what the viewer may do to it. */
export const managed = (
  actor: MemberActor,
  application: ApplicationSummary,
): ManagedApplication => ({
  ...application,
  mayEdit: canOn(actor, "application.edit", application),
  mayGrant: canOn(actor, "grant.edit", application),
});
