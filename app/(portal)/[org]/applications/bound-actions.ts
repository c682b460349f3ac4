import type { ApplicationActions } from "@/components/applications/application-actions";
import { activateAction, deactivateAction, deleteAction, impactAction } from "./actions";

export const boundActions = (org: string): ApplicationActions => ({
  activate: activateAction.bind(null, org),
  deactivate: deactivateAction.bind(null, org),
  remove: deleteAction.bind(null, org),
  impact: impactAction.bind(null, org),
});
