import type { Role } from "@/lib/access/rights";
import type { Fresh } from "./world";

type ActionRule = {
  args: (fresh: Fresh) => unknown[];
  /** Members by role who may; the others are refused. */
  may: readonly Role[];
  /** Whether it only reads and so leaves no event. */
  reads?: true;
  /** Whether it lists: of what does not exist there is nothing, which is no refusal. */
  lists?: true;
};

const all: readonly Role[] = ["owner", "admin", "developer", "auditor"];
const admins: readonly Role[] = ["owner", "admin"];
const builders: readonly Role[] = ["owner", "admin", "developer"];

function form(values: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}

/**
 * Actions of a session itself, whoever's, on several things at once, that policy must demand, that
 * have their time, or that would end the world; they are tried one by one in the test.
 */
export const sessionActions = [
  "app/(auth)/actions.ts#setUpAction",
  "app/(auth)/actions.ts#signOutAction",
  "app/(auth)/actions.ts#signOutEverywhereAction",
  "app/(portal)/[org]/actions.ts#searchAction",
  "app/(auth)/invitations/actions.ts#invitationAction",
  "app/(auth)/invitations/actions.ts#acceptInvitationAction",
  "app/(portal)/[org]/inbox/actions.ts#requestKeyAction",
  "app/(portal)/[org]/keys/actions.ts#changeKeysAction",
  "app/(portal)/[org]/keys/actions.ts#keyTrafficAction",
  "app/(portal)/[org]/keys/hygiene/actions.ts#removeUnusedAction",
  "app/(portal)/[org]/members/actions.ts#leaveAction",
  "app/(portal)/[org]/settings/actions.ts#deleteOrganizationAction",
  "app/(portal)/[org]/settings/profile/actions.ts#changePasswordAction",
  "app/(portal)/[org]/settings/profile/actions.ts#endSessionAction",
  "app/(portal)/[org]/settings/signing-keys/actions.ts#rotateSigningKeyAction",
];

const watch = { metric: "requests", direction: "above", threshold: 1000, windowMinutes: 60 };

const importable = "openapi: 3.1.0\npaths: {/imported: {get: {}}}";

/** Every other server action. One that is missing here fails the run. */
export const actions: Record<string, ActionRule> = {
  "app/(portal)/[org]/apis/actions.ts#createApiAction": {
    args: ({ org, number }) => [
      org,
      form({ name: `Api ${number}`, slug: `made-${number}`, baseUrl: "https://x.example" }),
    ],
    may: admins,
  },
  "app/(portal)/[org]/apis/actions.ts#editApiAction": {
    args: ({ org, api }) => [org, api.id, api.revision, form({ description: "Edited" })],
    may: admins,
  },
  "app/(portal)/[org]/apis/actions.ts#deleteApiAction": {
    args: ({ org, api }) => [org, api.id],
    may: admins,
  },
  "app/(portal)/[org]/apis/[api]/integrate/actions.ts#tryKeyAction": {
    args: ({ org, api }) => [
      org,
      api.id,
      form({ key: "none", method: "GET", path: "/", permission: "any" }),
    ],
    may: all,
  },
  "app/(portal)/[org]/apis/actions.ts#removalImpactAction": {
    args: ({ org, api, permission }) => [org, api.id, permission.id],
    may: admins,
    reads: true,
  },
  "app/(portal)/[org]/apis/[api]/actions.ts#createEndpointAction": {
    args: ({ org, api }) => [
      org,
      api.id,
      form({ method: "GET", path: "/made", permission: "none" }),
    ],
    may: admins,
  },
  "app/(portal)/[org]/apis/[api]/actions.ts#editEndpointAction": {
    args: ({ org, api, endpoint }) => [
      org,
      api.id,
      endpoint.id,
      endpoint.revision,
      form({ method: "GET", path: "/invoices", permission: "none", summary: "Edited" }),
    ],
    may: admins,
  },
  "app/(portal)/[org]/apis/[api]/actions.ts#deleteEndpointAction": {
    args: ({ org, api, endpoint }) => [org, api.id, endpoint.id],
    may: admins,
  },
  "app/(portal)/[org]/apis/[api]/import/actions.ts#previewImportAction": {
    args: ({ org, api }) => [org, api.id, form({ document: importable })],
    may: admins,
    reads: true,
  },
  "app/(portal)/[org]/apis/[api]/import/actions.ts#importDocumentAction": {
    args: ({ org, api }) => [
      org,
      api.id,
      form({ document: importable, options: '{"remove":false}' }),
    ],
    may: admins,
  },
  "app/(portal)/[org]/apis/[api]/permissions/actions.ts#createPermissionAction": {
    args: ({ org, api }) => [org, api.id, form({ name: "made:read" })],
    may: admins,
  },
  "app/(portal)/[org]/apis/[api]/permissions/actions.ts#editPermissionAction": {
    args: ({ org, api, permission }) => [
      org,
      api.id,
      permission.id,
      permission.revision,
      form({ description: "Edited" }),
    ],
    may: admins,
  },
  "app/(portal)/[org]/apis/[api]/permissions/actions.ts#deletePermissionAction": {
    args: ({ org, api, permission }) => [org, api.id, permission.id],
    may: admins,
  },
  "app/(portal)/[org]/applications/new/actions.ts#connectAction": {
    args: ({ org, number }) => [
      org,
      {
        name: `Made ${number}`,
        baseUrl: "https://crm.example",
        grants: [],
        key: { name: "ci", environment: "production" },
      },
    ],
    may: builders,
  },
  "app/(portal)/[org]/applications/actions.ts#activateAction": {
    args: ({ org, application }) => [org, application.id],
    may: admins,
    reads: true,
  },
  "app/(portal)/[org]/applications/actions.ts#deactivateAction": {
    args: ({ org, application }) => [org, application.id],
    may: admins,
  },
  "app/(portal)/[org]/applications/actions.ts#deleteAction": {
    args: ({ org, application }) => [org, application.id, { name: application.name }],
    may: admins,
  },
  "app/(portal)/[org]/applications/actions.ts#impactAction": {
    args: ({ org, application }) => [org, application.id],
    may: all,
    reads: true,
  },
  "app/(portal)/[org]/applications/actions.ts#editAction": {
    args: ({ org, application }) => [
      org,
      application.id,
      application.revision,
      { description: "Edited" },
    ],
    may: admins,
  },
  "app/(portal)/[org]/applications/actions.ts#replaceGrantsAction": {
    args: ({ org, application, api }) => [
      org,
      application.id,
      application.revision,
      { grants: [{ api: api.slug, permission: "orders:read" }] },
    ],
    may: admins,
  },
  "app/(portal)/[org]/applications/actions.ts#removeGrantAction": {
    args: ({ org, application, grant }) => [org, application.id, grant.id],
    may: admins,
  },
  "app/(portal)/[org]/applications/actions.ts#approveGrantAction": {
    args: ({ org, application, grant }) => [org, application.id, grant.id],
    may: admins,
    reads: true,
  },
  "app/(portal)/[org]/applications/actions.ts#catalogAction": {
    args: ({ org }) => [org],
    may: all,
    reads: true,
  },
  "app/(portal)/[org]/applications/actions.ts#generateKeyAction": {
    args: ({ org, application }) => [
      org,
      application.id,
      { name: "made", environment: "staging", expiresAt: null },
    ],
    may: admins,
  },
  "app/(portal)/[org]/applications/[id]/alerts/actions.ts#createAlertRuleAction": {
    args: ({ org, application }) => [org, application.id, watch],
    may: admins,
  },
  "app/(portal)/[org]/applications/[id]/alerts/actions.ts#editAlertRuleAction": {
    args: ({ org, alertRule }) => [org, alertRule.id, alertRule.revision, watch],
    may: admins,
  },
  "app/(portal)/[org]/applications/[id]/alerts/actions.ts#deleteAlertRuleAction": {
    args: ({ org, alertRule }) => [org, alertRule.id],
    may: admins,
  },
  "app/(portal)/[org]/applications/[id]/alerts/actions.ts#previewAlertRuleAction": {
    args: ({ org, application }) => [org, application.id, watch],
    may: ["owner", "admin", "auditor"],
    reads: true,
  },
  "app/(portal)/[org]/inbox/actions.ts#requestAccessAction": {
    args: ({ org, application, api }) => [
      org,
      application.id,
      { grants: [{ api: api.slug, permission: "orders:refund" }], reason: "Refunds." },
    ],
    may: admins,
  },
  "app/(portal)/[org]/inbox/actions.ts#approveRequestAction": {
    args: ({ org, request }) => [org, request.id, request.revision, { answer: "" }],
    may: admins,
  },
  "app/(portal)/[org]/inbox/actions.ts#refuseRequestAction": {
    args: ({ org, request }) => [org, request.id, request.revision, { answer: "No." }],
    may: admins,
  },
  "app/(portal)/[org]/inbox/actions.ts#withdrawRequestAction": {
    args: ({ org, request }) => [org, request.id],
    may: ["developer"],
  },
  "app/(portal)/[org]/inbox/actions.ts#markReadAction": {
    args: ({ org }) => [org, "all"],
    may: all,
    reads: true,
  },
  "app/(portal)/[org]/policies/actions.ts#previewPoliciesAction": {
    args: ({ org, ceiling }) => [org, { ceilings: { auditor: { staging: ceiling } } }],
    may: admins,
    reads: true,
  },
  "app/(portal)/[org]/policies/actions.ts#setPoliciesAction": {
    args: ({ org, revision, ceiling }) => [
      org,
      revision,
      { ceilings: { auditor: { staging: ceiling } } },
    ],
    may: admins,
  },
  "app/(portal)/[org]/policies/actions.ts#exceptKeyAction": {
    args: ({ org, key, ahead }) => [
      org,
      key.id,
      { rule: "networks", until: ahead, reason: "It moves to another host." },
    ],
    may: admins,
  },
  "app/(portal)/[org]/policies/actions.ts#endExceptionAction": {
    args: ({ org, key }) => [org, key.id, { rule: "never" }],
    may: admins,
  },
  "app/(portal)/[org]/policies/actions.ts#previewApplicationRulesAction": {
    args: ({ org, application }) => [
      org,
      application.id,
      { rules: { maxLifetimeDays: { production: 30 } } },
    ],
    may: ["owner"],
    reads: true,
  },
  "app/(portal)/[org]/policies/actions.ts#setApplicationRulesAction": {
    args: ({ org, application, revision }) => [
      org,
      application.id,
      revision,
      { rules: { maxLifetimeDays: { production: 30 } } },
    ],
    may: ["owner"],
  },
  "app/(portal)/[org]/policies/actions.ts#removeApplicationRulesAction": {
    args: ({ org, application }) => [org, application.id],
    may: ["owner"],
    reads: true,
  },
  "app/(portal)/[org]/keys/actions.ts#editKeyAction": {
    args: ({ org, key }) => [org, key.id, key.revision, { permissions: [] }],
    may: admins,
  },
  "app/(portal)/[org]/keys/actions.ts#keyLookAction": {
    args: ({ org, key }) => [org, key.id],
    may: all,
    reads: true,
  },
  "app/(portal)/[org]/keys/actions.ts#rotateKeyAction": {
    args: ({ org, key }) => [org, key.id, { overlap: "1h" }],
    may: admins,
  },
  "app/(portal)/[org]/keys/actions.ts#endRotationAction": {
    args: ({ org, rotating }) => [org, rotating.id, {}],
    may: admins,
  },
  "app/(portal)/[org]/keys/actions.ts#undoRotationAction": {
    args: ({ org, rotating }) => [org, rotating.id, {}],
    may: admins,
  },
  "app/(portal)/[org]/keys/actions.ts#disableKeyAction": {
    args: ({ org, key }) => [org, key.id, {}],
    may: admins,
  },
  "app/(portal)/[org]/keys/actions.ts#enableKeyAction": {
    args: ({ org, key }) => [org, key.id, {}],
    may: admins,
    reads: true,
  },
  "app/(portal)/[org]/keys/actions.ts#quarantineKeyAction": {
    args: ({ org, key }) => [org, key.id, { note: "Seen in a public place." }],
    may: admins,
  },
  "app/(portal)/[org]/keys/actions.ts#revokeAction": {
    args: ({ org, key }) => [org, key.id, { reason: "unused" }],
    may: admins,
  },
  "app/(portal)/[org]/members/actions.ts#possessionsAction": {
    args: ({ org, member }) => [org, member.id],
    may: all,
    reads: true,
  },
  "app/(portal)/[org]/members/actions.ts#changeRoleAction": {
    args: ({ org, member }) => [org, member.id, member.revision, { role: "auditor" }],
    may: admins,
  },
  "app/(portal)/[org]/members/actions.ts#removeMemberAction": {
    args: ({ org, member }) => [org, member.id, {}],
    may: admins,
  },
  "app/(portal)/[org]/members/actions.ts#inviteAction": {
    args: ({ org, number }) => [org, { email: `i${number}@${org}.test`, role: "auditor" }],
    may: admins,
  },
  "app/(portal)/[org]/members/actions.ts#resendInvitationAction": {
    args: ({ org, invitation }) => [org, invitation.id],
    may: admins,
  },
  "app/(portal)/[org]/members/actions.ts#withdrawInvitationAction": {
    args: ({ org, invitation }) => [org, invitation.id],
    may: admins,
  },
  "app/(portal)/[org]/settings/actions.ts#editOrganizationAction": {
    args: ({ org, revision, number }) => [org, revision, { name: `Renamed ${number}` }],
    may: admins,
  },
  "app/(portal)/[org]/settings/actions.ts#organizationImpactAction": {
    args: ({ org }) => [org],
    may: ["owner"],
    reads: true,
  },
  "app/(portal)/[org]/settings/signing-keys/actions.ts#setSigningRotationAction": {
    args: ({ org, number }) => [org, { days: number % 2 === 0 ? 30 : 365 }],
    may: admins,
  },
  "app/(portal)/[org]/settings/signing-keys/actions.ts#withdrawSigningKeyAction": {
    args: ({ org, signer }) => [org, signer.id, { reason: "It was seen elsewhere." }],
    may: admins,
  },
  "app/(portal)/[org]/settings/tokens/actions.ts#createTokenAction": {
    args: ({ org }) => [org, { name: "made", scopes: ["keys.verify"] }],
    may: admins,
  },
  "app/(portal)/[org]/settings/tokens/actions.ts#revokeTokenAction": {
    args: ({ org, token }) => [org, token.id],
    may: admins,
  },
  "app/(portal)/[org]/settings/history/actions.ts#setHistoryAction": {
    args: ({ org, revision, number }) => [org, revision, { historyDays: 30 + (number % 100) }],
    may: admins,
  },
  "app/(portal)/[org]/usage/history/actions.ts#listEventsAction": {
    args: ({ org, application }) => [org, { application: application.id }],
    may: ["owner", "admin", "auditor"],
    reads: true,
    lists: true,
  },
  "app/(portal)/[org]/usage/history/actions.ts#estimateRowsAction": {
    args: ({ org, application }) => [org, { application: application.id }],
    may: all,
    reads: true,
  },
};
