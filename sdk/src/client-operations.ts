// Made by scripts/sdk-types.mjs from what /openapi.json is made of: change that.

import type {
  CallOptions,
  EditOptions,
  OperationTable,
  Page,
  PostOptions,
  PutOptions,
} from "./client-call.js";
import type {
  AddMemberBody,
  Api,
  ApiWithParts,
  Application,
  ApplicationPolicies,
  AuditEvent,
  ChangedPolicies,
  ChangeRoleBody,
  CreateApiBody,
  CreateApplicationBody,
  CreatedJwtKey,
  CreatedKey,
  CreatedSecretKey,
  CreatedServiceToken,
  CreateEndpointBody,
  CreateInvitationBody,
  CreateKeyBody,
  CreatePermissionBody,
  CreateTokenBody,
  DeactivatedApplication,
  DeleteApiQuery,
  DeleteEndpointQuery,
  DeletePermissionQuery,
  DisableKeyBody,
  EditApiBody,
  EditApplicationBody,
  EditEndpointBody,
  EditKeyBody,
  EditPermissionBody,
  EnableKeyBody,
  Endpoint,
  ExceptedKey,
  ExceptKeyBody,
  GetUsageQuery,
  Grants,
  Import,
  ImportDocumentBody,
  Invitation,
  IssuedInvitation,
  Key,
  KeyWithNames,
  ListApisQuery,
  ListApplicationsQuery,
  ListAuditEventsQuery,
  ListEndpointsQuery,
  ListExceptionsQuery,
  ListInvitationsQuery,
  ListKeysOfApplicationQuery,
  ListKeysQuery,
  ListMembersQuery,
  ListPermissionsQuery,
  ListTokensQuery,
  ListUsageEventsQuery,
  Member,
  Permission,
  Policies,
  PolicyException,
  PolicyPreview,
  PreviewPoliciesBody,
  QuarantineKeyBody,
  RemoveMemberQuery,
  ReplaceGrantsBody,
  Revocation,
  RevokeKeyBody,
  RotatedKey,
  RotateKeyBody,
  ServiceToken,
  SetApplicationRulesBody,
  SetPoliciesBody,
  Usage,
  UsageEvents,
} from "./client-shapes.js";

/** The management API, by noun. */
export type ManagementApi = {
  applications: {
    /**
     * List applications.
     *
     * Needs the scope `applications.read`.
     */
    list(query?: ListApplicationsQuery, options?: CallOptions): Promise<Page<Application>>;
    /**
     * List applications: each of them, page by page.
     *
     * Needs the scope `applications.read`.
     */
    all(
      query?: Omit<ListApplicationsQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<Application, void, undefined>;
    /**
     * Register an application.
     *
     * Needs the scope `applications.write`. Throws `ConflictError` (Another application has that name, or one that looks like it).
     */
    create(body: CreateApplicationBody, options?: PostOptions): Promise<Application>;
    /**
     * Get an application.
     *
     * Needs the scope `applications.read`. Throws `NotFoundError`.
     */
    get(id: string, options?: CallOptions): Promise<Application>;
    /**
     * Edit an application.
     *
     * Needs the scope `applications.write`. Throws `NotFoundError`, `PreconditionFailedError`, `ConflictError` (Another application has that name, or one that looks like it).
     */
    edit(id: string, body: EditApplicationBody, options: EditOptions): Promise<Application>;
    /**
     * Delete an application and revoke its keys.
     *
     * Needs the scope `applications.write`. Throws `NotFoundError`.
     */
    delete(id: string, options?: CallOptions): Promise<void>;
    /**
     * Activate an application.
     *
     * Needs the scope `applications.write`. Throws `NotFoundError`.
     */
    activate(id: string, options?: PostOptions): Promise<Application>;
    /**
     * Deactivate an application: its keys are refused until it is active again.
     *
     * Needs the scope `applications.write`. Throws `NotFoundError`.
     */
    deactivate(id: string, options?: PostOptions): Promise<DeactivatedApplication>;
    /**
     * List the keys of an application.
     *
     * Needs the scope `keys.read`. Throws `NotFoundError`.
     */
    listKeys(
      id: string,
      query?: ListKeysOfApplicationQuery,
      options?: CallOptions,
    ): Promise<Page<KeyWithNames>>;
    /**
     * List the keys of an application: each of them, page by page.
     *
     * Needs the scope `keys.read`.
     */
    allKeys(
      id: string,
      query?: Omit<ListKeysOfApplicationQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<KeyWithNames, void, undefined>;
  };
  keys: {
    /**
     * Generate a key.
     *
     * This answer alone carries the secret, or the token of a JWT key. Neither is kept: only a secret's HMAC, and what a token says.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `SecretShownError`, `ConflictError` (The application is inactive).
     */
    create(
      applicationId: string,
      body: CreateKeyBody & { kind: "jwt" },
      options?: PostOptions,
    ): Promise<CreatedJwtKey>;
    /**
     * Generate a key.
     *
     * This answer alone carries the secret, or the token of a JWT key. Neither is kept: only a secret's HMAC, and what a token says.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `SecretShownError`, `ConflictError` (The application is inactive).
     */
    create(
      applicationId: string,
      body: CreateKeyBody & { kind?: "secret" },
      options?: PostOptions,
    ): Promise<CreatedSecretKey>;
    /**
     * Generate a key.
     *
     * This answer alone carries the secret, or the token of a JWT key. Neither is kept: only a secret's HMAC, and what a token says.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `SecretShownError`, `ConflictError` (The application is inactive).
     */
    create(applicationId: string, body: CreateKeyBody, options?: PostOptions): Promise<CreatedKey>;
    /**
     * List keys.
     *
     * Needs the scope `keys.read`.
     */
    list(query?: ListKeysQuery, options?: CallOptions): Promise<Page<KeyWithNames>>;
    /**
     * List keys: each of them, page by page.
     *
     * Needs the scope `keys.read`.
     */
    all(
      query?: Omit<ListKeysQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<KeyWithNames, void, undefined>;
    /**
     * Get a key.
     *
     * Needs the scope `keys.read`. Throws `NotFoundError`.
     */
    get(id: string, options?: CallOptions): Promise<KeyWithNames>;
    /**
     * Edit a key.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `PreconditionFailedError`, `ConflictError` (The key is over, and more is to be changed than its name or tags).
     */
    edit(id: string, body: EditKeyBody, options: EditOptions): Promise<Key>;
    /**
     * Revoke a key, for good.
     *
     * Answered once every gate refuses the key, or can't answer from memory.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`.
     */
    revoke(id: string, body?: RevokeKeyBody, options?: PostOptions): Promise<Revocation>;
    /**
     * Disable a key.
     *
     * It can be enabled again. Answered once every gate refuses the key, or can't answer from memory.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `ConflictError` (The key is over, or quarantined).
     */
    disable(id: string, body?: DisableKeyBody, options?: PostOptions): Promise<Revocation>;
    /**
     * Enable a key that is disabled or quarantined.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `ConflictError` (The key is over).
     */
    enable(id: string, body?: EnableKeyBody, options?: PostOptions): Promise<Revocation>;
    /**
     * Quarantine a key.
     *
     * On evidence against it, which is to be told; it can be enabled again. Answered once every gate refuses the key, or can't answer from memory.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `ConflictError` (The key is over).
     */
    quarantine(id: string, body: QuarantineKeyBody, options?: PostOptions): Promise<Revocation>;
    /**
     * Replace a key by a new one.
     *
     * The new key may what the old one may. This answer alone carries its secret or its token.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `SecretShownError`, `ConflictError` (The key is not active, or is being replaced already).
     */
    rotate(id: string, body?: RotateKeyBody, options?: PostOptions): Promise<RotatedKey>;
    /**
     * End a rotation: revoke the old key now.
     *
     * The id is that of the old or of the new key; the answer is about the old one. Answered once every gate refuses the key, or can't answer from memory.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `ConflictError` (No rotation goes on).
     */
    endRotation(id: string, options?: PostOptions): Promise<Revocation>;
    /**
     * Undo a rotation: revoke the new key, which was never used.
     *
     * The id is that of the old or of the new key; the answer is about the old one.
     *
     * Needs the scope `keys.write`. Throws `NotFoundError`, `ConflictError` (No rotation goes on. Or the new key was used).
     */
    undoRotation(id: string, options?: PostOptions): Promise<Revocation>;
  };
  grants: {
    /**
     * Get what an application is granted.
     *
     * Needs the scope `grants.read`. Throws `NotFoundError`.
     */
    get(applicationId: string, options?: CallOptions): Promise<Grants>;
    /**
     * Replace what an application is granted, all at once.
     *
     * Needs the scope `grants.write`. Throws `NotFoundError`, `PreconditionFailedError`.
     */
    replace(applicationId: string, body: ReplaceGrantsBody, options?: PutOptions): Promise<Grants>;
  };
  apis: {
    /**
     * List APIs.
     *
     * Needs the scope `catalog.read`.
     */
    list(query?: ListApisQuery, options?: CallOptions): Promise<Page<Api>>;
    /**
     * List APIs: each of them, page by page.
     *
     * Needs the scope `catalog.read`.
     */
    all(
      query?: Omit<ListApisQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<Api, void, undefined>;
    /**
     * Register an API.
     *
     * Needs the scope `catalog.write`. Throws `ConflictError` (Another API has that slug).
     */
    create(body: CreateApiBody, options?: PostOptions): Promise<Api>;
    /**
     * Get an API with its endpoints and permissions, by id or slug.
     *
     * Needs the scope `catalog.read`. Throws `NotFoundError`.
     */
    get(id: string, options?: CallOptions): Promise<ApiWithParts>;
    /**
     * Edit an API.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `PreconditionFailedError`, `ConflictError` (Another API has that slug).
     */
    edit(id: string, body: EditApiBody, options: EditOptions): Promise<Api>;
    /**
     * Delete an API.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `ConflictError` (A service token is bound to it; or, without removeGrants, something is granted).
     */
    delete(id: string, query?: DeleteApiQuery, options?: CallOptions): Promise<void>;
    /**
     * Make an API what an OpenAPI document says, or see what that would do.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `PreconditionFailedError`, `ConflictError` (Something that would go is granted, and removeGrants is not given).
     */
    import(id: string, body?: ImportDocumentBody, options?: PostOptions): Promise<Import>;
  };
  endpoints: {
    /**
     * List the endpoints of an API.
     *
     * Needs the scope `catalog.read`. Throws `NotFoundError`.
     */
    list(apiId: string, query?: ListEndpointsQuery, options?: CallOptions): Promise<Page<Endpoint>>;
    /**
     * List the endpoints of an API: each of them, page by page.
     *
     * Needs the scope `catalog.read`.
     */
    all(
      apiId: string,
      query?: Omit<ListEndpointsQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<Endpoint, void, undefined>;
    /**
     * Add an endpoint.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `ConflictError` (Another endpoint would match the same requests).
     */
    create(apiId: string, body: CreateEndpointBody, options?: PostOptions): Promise<Endpoint>;
    /**
     * Get an endpoint.
     *
     * Needs the scope `catalog.read`. Throws `NotFoundError`.
     */
    get(apiId: string, endpointId: string, options?: CallOptions): Promise<Endpoint>;
    /**
     * Edit an endpoint.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `PreconditionFailedError`, `ConflictError` (Another endpoint would match the same requests).
     */
    edit(
      apiId: string,
      endpointId: string,
      body: EditEndpointBody,
      options: EditOptions,
    ): Promise<Endpoint>;
    /**
     * Delete an endpoint.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `ConflictError` (Without removeGrants: it is granted).
     */
    delete(
      apiId: string,
      endpointId: string,
      query?: DeleteEndpointQuery,
      options?: CallOptions,
    ): Promise<void>;
  };
  permissions: {
    /**
     * List the permissions of an API.
     *
     * Needs the scope `catalog.read`. Throws `NotFoundError`.
     */
    list(
      apiId: string,
      query?: ListPermissionsQuery,
      options?: CallOptions,
    ): Promise<Page<Permission>>;
    /**
     * List the permissions of an API: each of them, page by page.
     *
     * Needs the scope `catalog.read`.
     */
    all(
      apiId: string,
      query?: Omit<ListPermissionsQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<Permission, void, undefined>;
    /**
     * Add a permission.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `ConflictError` (The API has a permission of that name).
     */
    create(apiId: string, body: CreatePermissionBody, options?: PostOptions): Promise<Permission>;
    /**
     * Get a permission.
     *
     * Needs the scope `catalog.read`. Throws `NotFoundError`.
     */
    get(apiId: string, permissionId: string, options?: CallOptions): Promise<Permission>;
    /**
     * Edit a permission.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `PreconditionFailedError`.
     */
    edit(
      apiId: string,
      permissionId: string,
      body: EditPermissionBody,
      options: EditOptions,
    ): Promise<Permission>;
    /**
     * Delete a permission.
     *
     * Needs the scope `catalog.write`. Throws `NotFoundError`, `ConflictError` (An endpoint requires it; or, without removeGrants, it is granted).
     */
    delete(
      apiId: string,
      permissionId: string,
      query?: DeletePermissionQuery,
      options?: CallOptions,
    ): Promise<void>;
  };
  members: {
    /**
     * List members.
     *
     * Needs the scope `members.read`.
     */
    list(query?: ListMembersQuery, options?: CallOptions): Promise<Page<Member>>;
    /**
     * List members: each of them, page by page.
     *
     * Needs the scope `members.read`.
     */
    all(
      query?: Omit<ListMembersQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<Member, void, undefined>;
    /**
     * Add a member.
     *
     * Needs the scope `members.write`. Throws `ConflictError` (They are a member already, or have an account of their own: invite those instead).
     */
    add(body: AddMemberBody, options?: PostOptions): Promise<Member>;
    /**
     * Get a member.
     *
     * Needs the scope `members.read`. Throws `NotFoundError`.
     */
    get(id: string, options?: CallOptions): Promise<Member>;
    /**
     * Give a member another role.
     *
     * Needs the scope `members.write`. Throws `NotFoundError`, `PreconditionFailedError`, `ConflictError` (They are the only owner).
     */
    changeRole(id: string, body: ChangeRoleBody, options: EditOptions): Promise<Member>;
    /**
     * Remove a member and hand over what they own.
     *
     * Needs the scope `members.write`. Throws `NotFoundError`, `ConflictError` (They are the only owner, or own something of which the parameters say nothing).
     */
    remove(id: string, query?: RemoveMemberQuery, options?: CallOptions): Promise<void>;
  };
  invitations: {
    /**
     * List invitations.
     *
     * Needs the scope `members.read`.
     */
    list(query?: ListInvitationsQuery, options?: CallOptions): Promise<Page<Invitation>>;
    /**
     * List invitations: each of them, page by page.
     *
     * Needs the scope `members.read`.
     */
    all(
      query?: Omit<ListInvitationsQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<Invitation, void, undefined>;
    /**
     * Invite somebody.
     *
     * This answer alone carries the link: hand it over.
     *
     * Needs the scope `members.write`. Throws `SecretShownError`, `ConflictError` (They are a member, or invited, already).
     */
    create(body: CreateInvitationBody, options?: PostOptions): Promise<IssuedInvitation>;
    /**
     * Get an invitation.
     *
     * Needs the scope `members.read`. Throws `NotFoundError`.
     */
    get(id: string, options?: CallOptions): Promise<Invitation>;
    /**
     * Withdraw an invitation.
     *
     * Needs the scope `members.write`. Throws `NotFoundError`, `ConflictError` (It was accepted).
     */
    withdraw(id: string, options?: CallOptions): Promise<void>;
    /**
     * Make a new link of an invitation; the former one works no more.
     *
     * Needs the scope `members.write`. Throws `NotFoundError`, `SecretShownError`, `ConflictError` (It was accepted or withdrawn).
     */
    resend(id: string, options?: PostOptions): Promise<IssuedInvitation>;
  };
  policies: {
    /**
     * Get the policies.
     *
     * Needs the scope `policies.read`.
     */
    get(options?: CallOptions): Promise<Policies>;
    /**
     * Set policies; what is not named stays.
     *
     * New keys obey the rules at once. Keys that break what is tightened are disabled from enforceFrom on, those that are excepted from the end of their exception.
     *
     * Needs the scope `policies.write`. Throws `PreconditionFailedError`.
     */
    set(body?: SetPoliciesBody, options?: PutOptions): Promise<ChangedPolicies>;
    /**
     * See which keys a change of policies would narrow or break.
     *
     * Needs the scope `policies.write`.
     */
    preview(body?: PreviewPoliciesBody, options?: PostOptions): Promise<PolicyPreview>;
  };
  applicationRules: {
    /**
     * Get the rules of an application.
     *
     * Needs the scope `policies.read`. Throws `NotFoundError`.
     */
    get(applicationId: string, options?: CallOptions): Promise<ApplicationPolicies>;
    /**
     * Set the rules of an application; what is not named is as in the organization.
     *
     * They may be stricter than the organization's only.
     *
     * Needs the scope `policies.write`. Throws `NotFoundError`, `PreconditionFailedError`.
     */
    set(
      applicationId: string,
      body: SetApplicationRulesBody,
      options?: PutOptions,
    ): Promise<ApplicationPolicies>;
    /**
     * Leave an application to the rules of the organization.
     *
     * Needs the scope `policies.write`. Throws `NotFoundError`.
     */
    remove(applicationId: string, options?: CallOptions): Promise<void>;
  };
  policyExceptions: {
    /**
     * List exceptions that are not over.
     *
     * Needs the scope `policies.read`.
     */
    list(query?: ListExceptionsQuery, options?: CallOptions): Promise<Page<PolicyException>>;
    /**
     * List exceptions that are not over: each of them, page by page.
     *
     * Needs the scope `policies.read`.
     */
    all(
      query?: Omit<ListExceptionsQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<PolicyException, void, undefined>;
    /**
     * Get a key's exception from a rule.
     *
     * Needs the scope `policies.read`. Throws `NotFoundError`.
     */
    get(keyId: string, rule: string, options?: CallOptions): Promise<ExceptedKey>;
    /**
     * Let a key break a rule until then.
     *
     * Needs the scope `policies.write`. Throws `NotFoundError`, `PreconditionFailedError`, `ConflictError` (The key is over).
     */
    set(
      keyId: string,
      rule: string,
      body: ExceptKeyBody,
      options?: PutOptions,
    ): Promise<ExceptedKey>;
    /**
     * End a key's exception at once.
     *
     * Needs the scope `policies.write`. Throws `NotFoundError`.
     */
    end(keyId: string, rule: string, options?: CallOptions): Promise<void>;
  };
  usage: {
    /**
     * Count verdicts.
     *
     * By minute, hour or day (UTC), of the last 24 hours where no range is given. The range is widened to whole buckets. At most 10,000 points; minutes are kept for 35 days, hours for 100, days for 800. What only the counts of keys tell (by key, or by application and endpoint, where none of these is named) may have 50,000 keys times buckets at most. A service token that is bound to an API or an environment sees only that.
     *
     * Needs the scope `usage.read`.
     */
    get(query?: GetUsageQuery, options?: CallOptions): Promise<Usage>;
  };
  usageEvents: {
    /**
     * List single verdicts.
     *
     * Newest first, of the last 24 hours where no range is given, as far back as the organization keeps them. A page may have fewer than limit, also none, while nextCursor leads on: each call looks at a bounded number of verdicts. A service token that is bound to an API or an environment sees only that.
     *
     * Needs the scope `usage.read`.
     */
    list(query?: ListUsageEventsQuery, options?: CallOptions): Promise<UsageEvents>;
  };
  tokens: {
    /**
     * List service tokens.
     *
     * Needs the scope `tokens.read`.
     */
    list(query?: ListTokensQuery, options?: CallOptions): Promise<Page<ServiceToken>>;
    /**
     * List service tokens: each of them, page by page.
     *
     * Needs the scope `tokens.read`.
     */
    all(
      query?: Omit<ListTokensQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<ServiceToken, void, undefined>;
    /**
     * Make a service token.
     *
     * This answer alone carries the service token; only its HMAC is kept.
     *
     * Needs the scope `tokens.write`. Throws `SecretShownError`.
     */
    create(body: CreateTokenBody, options?: PostOptions): Promise<CreatedServiceToken>;
    /**
     * Revoke a service token.
     *
     * Needs the scope `tokens.write`. Throws `NotFoundError`.
     */
    revoke(id: string, options?: CallOptions): Promise<void>;
  };
  auditEvents: {
    /**
     * List audit events.
     *
     * Needs the scope `audit.read`.
     */
    list(query?: ListAuditEventsQuery, options?: CallOptions): Promise<Page<AuditEvent>>;
    /**
     * List audit events: each of them, page by page.
     *
     * Needs the scope `audit.read`.
     */
    all(
      query?: Omit<ListAuditEventsQuery, "after" | "page">,
      options?: CallOptions,
    ): AsyncGenerator<AuditEvent, void, undefined>;
  };
};

/** What the client calls, and how. */
export const operations = {
  applications: {
    list: { method: "GET", path: "/v1/applications", sends: "query", paged: true },
    create: { method: "POST", path: "/v1/applications", sends: "body" },
    get: { method: "GET", path: "/v1/applications/{id}" },
    edit: { method: "PATCH", path: "/v1/applications/{id}", sends: "body" },
    delete: { method: "DELETE", path: "/v1/applications/{id}" },
    activate: { method: "POST", path: "/v1/applications/{id}/activate" },
    deactivate: { method: "POST", path: "/v1/applications/{id}/deactivate" },
    listKeys: { method: "GET", path: "/v1/applications/{id}/keys", sends: "query", paged: true },
  },
  keys: {
    create: { method: "POST", path: "/v1/applications/{id}/keys", sends: "body" },
    list: { method: "GET", path: "/v1/keys", sends: "query", paged: true },
    get: { method: "GET", path: "/v1/keys/{id}" },
    edit: { method: "PATCH", path: "/v1/keys/{id}", sends: "body" },
    revoke: { method: "POST", path: "/v1/keys/{id}/revoke", sends: "body" },
    disable: { method: "POST", path: "/v1/keys/{id}/disable", sends: "body" },
    enable: { method: "POST", path: "/v1/keys/{id}/enable", sends: "body" },
    quarantine: { method: "POST", path: "/v1/keys/{id}/quarantine", sends: "body" },
    rotate: { method: "POST", path: "/v1/keys/{id}/rotate", sends: "body" },
    endRotation: { method: "POST", path: "/v1/keys/{id}/end-rotation" },
    undoRotation: { method: "POST", path: "/v1/keys/{id}/undo-rotation" },
  },
  grants: {
    get: { method: "GET", path: "/v1/applications/{id}/grants" },
    replace: { method: "PUT", path: "/v1/applications/{id}/grants", sends: "body" },
  },
  apis: {
    list: { method: "GET", path: "/v1/apis", sends: "query", paged: true },
    create: { method: "POST", path: "/v1/apis", sends: "body" },
    get: { method: "GET", path: "/v1/apis/{id}" },
    edit: { method: "PATCH", path: "/v1/apis/{id}", sends: "body" },
    delete: { method: "DELETE", path: "/v1/apis/{id}", sends: "query" },
    import: { method: "POST", path: "/v1/apis/{id}/import", sends: "body" },
  },
  endpoints: {
    list: { method: "GET", path: "/v1/apis/{id}/endpoints", sends: "query", paged: true },
    create: { method: "POST", path: "/v1/apis/{id}/endpoints", sends: "body" },
    get: { method: "GET", path: "/v1/apis/{id}/endpoints/{endpointId}" },
    edit: { method: "PATCH", path: "/v1/apis/{id}/endpoints/{endpointId}", sends: "body" },
    delete: { method: "DELETE", path: "/v1/apis/{id}/endpoints/{endpointId}", sends: "query" },
  },
  permissions: {
    list: { method: "GET", path: "/v1/apis/{id}/permissions", sends: "query", paged: true },
    create: { method: "POST", path: "/v1/apis/{id}/permissions", sends: "body" },
    get: { method: "GET", path: "/v1/apis/{id}/permissions/{permissionId}" },
    edit: { method: "PATCH", path: "/v1/apis/{id}/permissions/{permissionId}", sends: "body" },
    delete: { method: "DELETE", path: "/v1/apis/{id}/permissions/{permissionId}", sends: "query" },
  },
  members: {
    list: { method: "GET", path: "/v1/members", sends: "query", paged: true },
    add: { method: "POST", path: "/v1/members", sends: "body" },
    get: { method: "GET", path: "/v1/members/{id}" },
    changeRole: { method: "PATCH", path: "/v1/members/{id}", sends: "body" },
    remove: { method: "DELETE", path: "/v1/members/{id}", sends: "query" },
  },
  invitations: {
    list: { method: "GET", path: "/v1/invitations", sends: "query", paged: true },
    create: { method: "POST", path: "/v1/invitations", sends: "body" },
    get: { method: "GET", path: "/v1/invitations/{id}" },
    withdraw: { method: "DELETE", path: "/v1/invitations/{id}" },
    resend: { method: "POST", path: "/v1/invitations/{id}/resend" },
  },
  policies: {
    get: { method: "GET", path: "/v1/policies" },
    set: { method: "PUT", path: "/v1/policies", sends: "body" },
    preview: { method: "POST", path: "/v1/policies/dry-run", sends: "body" },
  },
  applicationRules: {
    get: { method: "GET", path: "/v1/policies/applications/{id}" },
    set: { method: "PUT", path: "/v1/policies/applications/{id}", sends: "body" },
    remove: { method: "DELETE", path: "/v1/policies/applications/{id}" },
  },
  policyExceptions: {
    list: { method: "GET", path: "/v1/policies/exceptions", sends: "query", paged: true },
    get: { method: "GET", path: "/v1/policies/exceptions/{keyId}/{rule}" },
    set: { method: "PUT", path: "/v1/policies/exceptions/{keyId}/{rule}", sends: "body" },
    end: { method: "DELETE", path: "/v1/policies/exceptions/{keyId}/{rule}" },
  },
  usage: {
    get: { method: "GET", path: "/v1/usage", sends: "query" },
  },
  usageEvents: {
    list: { method: "GET", path: "/v1/usage/events", sends: "query" },
  },
  tokens: {
    list: { method: "GET", path: "/v1/tokens", sends: "query", paged: true },
    create: { method: "POST", path: "/v1/tokens", sends: "body" },
    revoke: { method: "DELETE", path: "/v1/tokens/{id}" },
  },
  auditEvents: {
    list: { method: "GET", path: "/v1/audit-events", sends: "query", paged: true },
  },
} as const satisfies OperationTable;
