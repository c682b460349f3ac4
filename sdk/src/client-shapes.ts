// Made by scripts/sdk-types.mjs from what /openapi.json is made of: change that.

export type AddMemberBody = {
  email: string;
  name: string;
  role: "owner" | "admin" | "developer" | "auditor";
};

export type Api = {
  id: string;
  /** Its audience: what verifications and grants call it. */
  slug: string;
  name: string;
  description: string;
  baseUrl: string;
  /** Whom to ask about it. */
  ownerId: string | null;
  ownerName: string | null;
  createdAt: string;
  /** Raised by each change; the ETag. */
  revision: number;
  endpoints: number;
  permissions: number;
  /** Applications that are granted something of it. */
  applications: number;
};

export type ApiWithParts = {
  id: string;
  /** Its audience: what verifications and grants call it. */
  slug: string;
  name: string;
  description: string;
  baseUrl: string;
  /** Whom to ask about it. */
  ownerId: string | null;
  ownerName: string | null;
  createdAt: string;
  /** Raised by each change; the ETag. */
  revision: number;
  endpoints: number;
  permissions: number;
  /** Applications that are granted something of it. */
  applications: number;
  endpointList: Endpoint[];
  permissionList: Permission[];
  applicationList: {
    id: string;
    name: string;
  }[];
};

export type Application = {
  id: string;
  name: string;
  description: string;
  baseUrl: string;
  status: "active" | "inactive";
  ownerId: string;
  ownerName: string;
  /** Members whom the owner lets manage it. */
  maintainerIds: string[];
  createdAt: string;
  createdBy: string;
  createdByName: string;
  updatedAt: string;
  /** Raised by each change; the ETag. */
  revision: number;
  keys: {
    active: number;
    total: number;
    /** Those with active keys. */
    environments: Environment[];
    /** Of the first active key. */
    sharedKey: string | null;
  };
  lastUsedAt: string | null;
};

export type ApplicationPolicies = {
  application: {
    id: string;
    name: string;
  };
  /** Its own rules; null where they can't be understood. */
  rules: {
    maxLifetimeDays?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    neverAllowed?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    rotateEveryDays?: number | null;
    rotationEnforced?: boolean;
    maxActiveKeys?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    kinds?: ("secret" | "jwt")[];
    networksRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    approvalRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    disableIdleDays?: number | null;
    revokeDisabledDays?: number | null;
    departedOwner?: "ask" | "service-owned" | "quarantine" | "revoke";
  } | null;
  /** By demand, as lifetime.production or idle: when keys are disabled that broke it when it was tightened. Rotation is due by both of rotation and rotationEnforced. revoke: when disabled keys are revoked. */
  enforcedFrom: Partial<
    Record<
      | "lifetime.development"
      | "lifetime.staging"
      | "lifetime.production"
      | "never.development"
      | "never.staging"
      | "never.production"
      | "networks.development"
      | "networks.staging"
      | "networks.production"
      | "rotation"
      | "rotationEnforced"
      | "kind"
      | "idle"
      | "revoke",
      string
    >
  >;
  /** Together with the organization's. */
  effective: Rules;
  /** Raised by each change; the ETag. */
  revision: number;
};

export type AuditEvent = {
  id: string;
  occurredAt: string;
  actor: {
    kind: "member" | "token" | "key" | "system";
    id: string;
    name: string;
  };
  /** In the past tense, such as key.revoked. */
  action: string;
  outcome: "success" | "refused";
  target: {
    kind: string;
    id: string;
    name: string;
  } | null;
  applicationId: string | null;
  network: string | null;
  userAgent: string | null;
  requestId: string;
  reason: string | null;
  /** The fields that changed. */
  before: Record<string, unknown> | null;
  /** The fields that changed. */
  after: Record<string, unknown> | null;
};

export type Breach = {
  rule: Rule;
  words: string;
  /** When it will break the rule; null where it does so now. */
  breaksAt: string | null;
  /** When it is disabled; null where people are reminded only. */
  dueAt: string | null;
  exceptUntil: string | null;
};

export type BrokenKeys = {
  total: number;
  /** How many of them were used in the last 24 hours. */
  usedToday: number;
  /** By rule: how many of them break it. */
  rules: Record<"lifetime" | "never" | "rotation" | "kind" | "networks" | "idle", number>;
  /** Those of them that were used last, at most 200. */
  keys: {
    id: string;
    name: string;
    environment: Environment;
    application: {
      id: string;
      name: string;
    };
    owner: {
      id: string;
      name: string;
    } | null;
    lastUsedAt: string | null;
    usedToday: boolean;
    breaches: Breach[];
  }[];
};

export type ChangeRoleBody = {
  role: "owner" | "admin" | "developer" | "auditor";
};

export type ChangedPolicies = {
  /** How much of its application's grants a key may use, by its owner. */
  ceilings: Record<
    "owner" | "admin" | "developer" | "auditor",
    Record<"development" | "staging" | "production", "all" | "non-sensitive" | "none">
  >;
  rules: Rules;
  /** By demand, as lifetime.production or idle: when keys are disabled that broke it when it was tightened. Rotation is due by both of rotation and rotationEnforced. revoke: when disabled keys are revoked. */
  enforcedFrom: Partial<
    Record<
      | "lifetime.development"
      | "lifetime.staging"
      | "lifetime.production"
      | "never.development"
      | "never.staging"
      | "never.production"
      | "networks.development"
      | "networks.staging"
      | "networks.production"
      | "rotation"
      | "rotationEnforced"
      | "kind"
      | "idle"
      | "revoke",
      string
    >
  >;
  /** The applications that have rules of their own besides. */
  overrides: {
    application: {
      id: string;
      name: string;
    };
    /** Its own rules; null where they can't be understood. */
    rules: {
      maxLifetimeDays?: {
        development?: number | null;
        staging?: number | null;
        production?: number | null;
      };
      neverAllowed?: {
        development?: boolean;
        staging?: boolean;
        production?: boolean;
      };
      rotateEveryDays?: number | null;
      rotationEnforced?: boolean;
      maxActiveKeys?: {
        development?: number | null;
        staging?: number | null;
        production?: number | null;
      };
      kinds?: ("secret" | "jwt")[];
      networksRequired?: {
        development?: boolean;
        staging?: boolean;
        production?: boolean;
      };
      approvalRequired?: {
        development?: boolean;
        staging?: boolean;
        production?: boolean;
      };
      disableIdleDays?: number | null;
      revokeDisabledDays?: number | null;
      departedOwner?: "ask" | "service-owned" | "quarantine" | "revoke";
    } | null;
    /** By demand, as lifetime.production or idle: when keys are disabled that broke it when it was tightened. Rotation is due by both of rotation and rotationEnforced. revoke: when disabled keys are revoked. */
    enforcedFrom: Partial<
      Record<
        | "lifetime.development"
        | "lifetime.staging"
        | "lifetime.production"
        | "never.development"
        | "never.staging"
        | "never.production"
        | "networks.development"
        | "networks.staging"
        | "networks.production"
        | "rotation"
        | "rotationEnforced"
        | "kind"
        | "idle"
        | "revoke",
        string
      >
    >;
  }[];
  /** Raised by each change; the ETag. */
  revision: number;
  /** No verification that starts at or after this moment sees the old state. */
  effectiveAt: string;
  gates: {
    acknowledged: number;
    /** Gates whose lease ended without a word: they answer nothing from memory. */
    lapsed: number;
    /** Gates that may answer stale until effectiveAt. */
    stale?: number;
  };
};

export type CreateApiBody = {
  name: string;
  /** Its audience: what verifications and grants call it. */
  slug: string;
  /** https, or http on this machine; without credentials and fragment. */
  baseUrl: string;
  description?: string;
  /** The id of a member. */
  ownerId?: string | null;
};

export type CreateApplicationBody = {
  name: string;
  /** https, or http on this machine; without credentials and fragment. */
  baseUrl: string;
  description?: string;
  /** The id of a member. */
  ownerId?: string;
};

export type CreateEndpointBody = {
  method: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** A template, as /orders/{orderId}. */
  path: string;
  summary?: string;
  deprecated?: boolean;
  /** The name of one of the same API. */
  permission?: string | null;
};

export type CreateInvitationBody = {
  email: string;
  role: "owner" | "admin" | "developer" | "auditor";
};

export type CreateKeyBody = {
  name: string;
  environment: "development" | "staging" | "production";
  /** jwt: a signed token, which servers can verify without asking. It needs an expiresAt. */
  kind?: "secret" | "jwt";
  /** It is refused before; null for none. */
  notBefore?: Date | string | null;
  /** Null for never. */
  expiresAt?: Date | string | null;
  /** What it may use of its application's grants; null for all of them. */
  permissions?: string[] | null;
  /** Slugs of the APIs that a JWT key is for; null for all on which it may do something. */
  audiences?: string[] | null;
  /** Where it may be used from, in CIDR notation or as addresses; null for anywhere. */
  allowedNetworks?: string[] | null;
  /** The origins that it may be sent from; null where none is demanded. */
  allowedOrigins?: string[] | null;
  /** A burst of at most limit, refilled evenly within seconds. */
  rateLimits?: {
    name: string;
    limit: number;
    seconds: number;
  }[];
  /** At most so many per day or month, UTC. */
  quota?: {
    limit: number;
    period: "day" | "month";
  } | null;
  /** Words of your own to find it by. */
  tags?: string[];
  /** A member, or null for the application itself: no role limits such a key. */
  ownerId?: string | null;
};

export type CreatePermissionBody = {
  name: string;
  description?: string;
  /** Whether only owners and admins grant it. */
  sensitive?: boolean;
};

export type CreateTokenBody = {
  name: string;
  scopes: (
    | "applications.read"
    | "applications.write"
    | "keys.read"
    | "keys.write"
    | "catalog.read"
    | "catalog.write"
    | "grants.read"
    | "grants.write"
    | "policies.read"
    | "policies.write"
    | "members.read"
    | "members.write"
    | "tokens.read"
    | "tokens.write"
    | "audit.read"
    | "usage.read"
    | "usage.networks"
    | "keys.verify"
  )[];
  /** Binds it to that API; then it can have the scopes keys.verify and *.read only. */
  api?: string | null;
  /** Binds it to that environment; then it can have the scopes keys.* and *.read only. */
  environment?: "development" | "staging" | "production" | null;
  /** Null for never; left out, as the service token that makes it. */
  expiresAt?: Date | string | null;
};

export type CreatedJwtKey = {
  key: Key;
  /** Shown this one time; kept nowhere. */
  token: string;
};

export type CreatedKey = CreatedSecretKey | CreatedJwtKey;

export type CreatedSecretKey = {
  key: Key;
  /** Shown this one time; kept nowhere. */
  apiKey: string;
  sharedKey: string;
  /** Shown this one time; kept nowhere. */
  secretKey: string;
};

export type CreatedServiceToken = {
  token: ServiceToken;
  /** Shown this one time; kept nowhere. */
  serviceToken: string;
};

export type DeactivatedApplication = {
  id: string;
  name: string;
  description: string;
  baseUrl: string;
  status: "active" | "inactive";
  ownerId: string;
  ownerName: string;
  /** Members whom the owner lets manage it. */
  maintainerIds: string[];
  createdAt: string;
  createdBy: string;
  createdByName: string;
  updatedAt: string;
  /** Raised by each change; the ETag. */
  revision: number;
  keys: {
    active: number;
    total: number;
    /** Those with active keys. */
    environments: Environment[];
    /** Of the first active key. */
    sharedKey: string | null;
  };
  lastUsedAt: string | null;
  /** No verification that starts at or after this moment sees the old state. */
  effectiveAt: string;
  gates: {
    acknowledged: number;
    /** Gates whose lease ended without a word: they answer nothing from memory. */
    lapsed: number;
    /** Gates that may answer stale until effectiveAt. */
    stale?: number;
  };
};

export type DeleteApiQuery = {
  /** Takes what goes from the applications that are granted it. */
  removeGrants?: boolean;
};

export type DeleteEndpointQuery = {
  /** Takes what goes from the applications that are granted it. */
  removeGrants?: boolean;
};

export type DeletePermissionQuery = {
  /** Takes what goes from the applications that are granted it. */
  removeGrants?: boolean;
};

export type DisableKeyBody = {
  /** For the audit log. */
  note?: string;
};

export type EditApiBody = {
  name?: string;
  /** Its audience: what verifications and grants call it. */
  slug?: string;
  /** https, or http on this machine; without credentials and fragment. */
  baseUrl?: string;
  description?: string;
  /** The id of a member. */
  ownerId?: string | null;
};

export type EditApplicationBody = {
  name?: string;
  /** https, or http on this machine; without credentials and fragment. */
  baseUrl?: string;
  description?: string;
  /** The id of a member. */
  ownerId?: string;
  /** Members whom the owner lets manage it. */
  maintainerIds?: string[];
};

export type EditEndpointBody = {
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** A template, as /orders/{orderId}. */
  path?: string;
  summary?: string;
  deprecated?: boolean;
  /** The name of one of the same API. */
  permission?: string | null;
};

export type EditKeyBody = {
  name?: string;
  /** It is refused before; null for none. */
  notBefore?: Date | string | null;
  /** Null for never. */
  expiresAt?: Date | string | null;
  /** What it may use of its application's grants; null for all of them. */
  permissions?: string[] | null;
  /** Where it may be used from, in CIDR notation or as addresses; null for anywhere. */
  allowedNetworks?: string[] | null;
  /** The origins that it may be sent from; null where none is demanded. */
  allowedOrigins?: string[] | null;
  /** A burst of at most limit, refilled evenly within seconds. */
  rateLimits?: {
    name: string;
    limit: number;
    seconds: number;
  }[];
  /** At most so many per day or month, UTC. */
  quota?: {
    limit: number;
    period: "day" | "month";
  } | null;
  /** Words of your own to find it by. */
  tags?: string[];
  /** A member, or null for the application itself: no role limits such a key. */
  ownerId?: string | null;
};

export type EditPermissionBody = {
  description?: string;
  /** Whether only owners and admins grant it. */
  sensitive?: boolean;
};

export type EnableKeyBody = {
  /** For the audit log. */
  note?: string;
};

export type Endpoint = {
  id: string;
  apiId: string;
  method: Method;
  path: string;
  summary: string;
  deprecated: boolean;
  /** The permission that it requires. */
  permission: {
    id: string;
    name: string;
    sensitive: boolean;
  } | null;
  /** Raised by each change; the ETag. */
  revision: number;
};

export type Environment = "development" | "staging" | "production";

export type ExceptKeyBody = {
  until: Date | string;
  reason: string;
};

export type ExceptedKey = {
  /** As in its path. */
  id: string;
  key: {
    id: string;
    name: string;
    environment: Environment;
  };
  application: {
    id: string;
    name: string;
  };
  rule: Rule;
  until: string;
  reason: string;
  createdAt: string;
  createdBy: string;
  createdByName: string;
  /** Raised by each change; the ETag. */
  revision: number;
};

export type GetUsageQuery = {
  /** Inclusive; left out, 24 hours before to. */
  from?: Date | string;
  /** Exclusive; left out, now. */
  to?: Date | string;
  /** Left out: minutes up to 3 hours, hours up to 8 days, else days, as far as they are kept. */
  bucket?: "minute" | "hour" | "day";
  /** One or more of application, key, api, endpoint, environment and outcome, with commas between them; left out, one series. */
  groupBy?: string;
  /** The id of an application. */
  application?: string;
  key?: string;
  /** The id or the slug of an API. */
  api?: string;
  endpoint?: string;
  environment?: "development" | "staging" | "production";
  /** The code of a verdict, or refused for all but VALID. */
  outcome?:
    | "MALFORMED"
    | "NOT_FOUND"
    | "UNREADABLE"
    | "REVOKED"
    | "EXPIRED"
    | "NOT_YET_VALID"
    | "DISABLED"
    | "QUARANTINED"
    | "APPLICATION_INACTIVE"
    | "WRONG_ENVIRONMENT"
    | "IP_NOT_ALLOWED"
    | "ORIGIN_NOT_ALLOWED"
    | "INSUFFICIENT_PERMISSIONS"
    | "QUOTA_EXCEEDED"
    | "RATE_LIMITED"
    | "VALID"
    | "refused";
};

export type Grant = {
  id: string;
  api: {
    id: string;
    slug: string;
    name: string;
  };
  permission: {
    id: string;
    name: string;
    sensitive: boolean;
  } | null;
  endpoint: {
    id: string;
    method: Method;
    path: string;
    deprecated: boolean;
    permission: string | null;
  } | null;
  sensitive: boolean;
  reason: string;
  createdAt: string;
  createdBy: string;
  createdByName: string;
  approvedFor: Environment[];
  approvedBy: string | null;
  approvedByName: string | null;
  /** The environments in which keys that a developer owns may not use it. */
  closedToDevelopers: Environment[];
};

export type Grants = {
  grants: Grant[];
  /** Raised by each change; the ETag. */
  revision: number;
};

export type Import = {
  /** Whether it was done, or only looked at. */
  applied: boolean;
  document: {
    openapi: string;
    title: string;
    version: string;
  };
  /** The document's first server, and the path before all others. */
  server: {
    url: string;
    path: string;
  } | null;
  prefix: string;
  added: (
    | {
        kind: "endpoint";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        method: Method;
        path: string;
        summary: string;
        deprecated: boolean;
        permission: string | null;
      }
    | {
        kind: "permission";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        description: string;
      }
  )[];
  changed: (
    | {
        kind: "endpoint";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        id: string;
        method: Method;
        before: {
          path?: string;
          summary?: string;
          deprecated?: boolean;
          permission?: string | null;
        };
        after: {
          path?: string;
          summary?: string;
          deprecated?: boolean;
          permission?: string | null;
        };
      }
    | {
        kind: "permission";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        id: string;
        before: {
          description: string;
        };
        after: {
          description: string;
        };
      }
  )[];
  removed: (
    | {
        kind: "endpoint";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        id: string;
        method: Method;
        path: string;
        grantedTo: {
          count: number;
          first: string[];
        };
      }
    | {
        kind: "permission";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        id: string;
        grantedTo: {
          count: number;
          first: string[];
        };
      }
  )[];
  /** What is not in the document and stays. */
  kept: (
    | {
        kind: "endpoint";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        id: string;
        method: Method;
        path: string;
        grantedTo: {
          count: number;
          first: string[];
        };
      }
    | {
        kind: "permission";
        /** Such as GET /orders/{orderId}, or orders:read. */
        name: string;
        /** How it was read, where that may surprise. */
        note?: string;
        id: string;
        grantedTo: {
          count: number;
          first: string[];
        };
      }
  )[];
  unchanged: {
    endpoints: number;
    permissions: number;
  };
  /** Grants that go, or reach others than before: at most 1000. */
  affectedGrants: {
    application: {
      id: string;
      name: string;
    };
    grant: string;
    effect: "removed" | "changed";
    loses: {
      count: number;
      first: string[];
    };
    gains: {
      count: number;
      first: string[];
    };
  }[];
  affected: {
    grants: number;
    applications: number;
  };
  skipped: {
    method: string | null;
    path: string;
    reason: string;
  }[];
  /** Send it as plan, and nothing is done where it would be another thing by then. */
  plan: string;
  /** Raised by each change; the ETag. */
  revision: number;
};

export type ImportDocumentBody = {
  /** Its text, JSON or YAML, or the JSON itself; or send url. */
  document?: unknown;
  /** Where the document is fetched from. */
  url?: string;
  /** Only looks at what would be done. */
  dryRun?: boolean;
  /** Is put before every path of the document. */
  prefix?: string;
  /** What goes of what the document doesn't have: all, nothing, or what has these ids. */
  remove?: boolean | string[];
  /** Takes what goes from the applications that are granted it. */
  removeGrants?: boolean;
  /** As a dry run answered it: where it would be another thing by now, nothing is done. */
  plan?: string;
};

export type Invitation = {
  id: string;
  email: string;
  role: Role;
  status: "pending" | "expired" | "accepted" | "withdrawn";
  createdAt: string;
  createdBy: string;
  createdByName: string;
  expiresAt: string;
};

export type IssuedInvitation = {
  invitation: Invitation;
  /** Hand it over. Shown this one time; it works once. */
  link: string;
};

export type Key = {
  id: string;
  applicationId: string;
  name: string;
  environment: Environment;
  kind: "secret" | "jwt";
  /** The public half of a secret key, by which it is recognised; null for a JWT key. */
  sharedKey: string | null;
  status: KeyStatus;
  /** Since when it is disabled or quarantined, or was at its end; else null. */
  statusSince: string | null;
  statusBy: string | null;
  /** Why, in a person's words. */
  statusNote: string;
  /** What it may use of its application's grants; null for all of them. */
  permissions: string[] | null;
  /** In CIDR notation; null for anywhere. */
  allowedNetworks: string[] | null;
  /** The origins that it may be sent from; null where none is demanded. */
  allowedOrigins: string[] | null;
  tags: string[];
  notBefore: string | null;
  expiresAt: string | null;
  rateLimits: {
    name: string;
    limit: number;
    seconds: number;
  }[];
  quota: {
    limit: number;
    period: "day" | "month";
  } | null;
  /** Null for one that a service owns. */
  ownerId: string | null;
  replacesId: string | null;
  replacedById: string | null;
  /** When its rotation ends, from which moment on it is revoked. */
  retiresAt: string | null;
  /** It is revoked so long after the new key is first used. */
  overlapSeconds: number | null;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  lastUsedNetwork: string | null;
  /** The address of the gate that saw it, or portal. */
  lastUsedGate: string | null;
  revokedAt: string | null;
  revokedBy: string | null;
  revokeReason: string | null;
  /** Raised by each change; the ETag. */
  revision: number;
};

export type KeyStatus = "active" | "disabled" | "quarantined" | "expired" | "revoked";

export type KeyWithNames = {
  id: string;
  applicationId: string;
  name: string;
  environment: Environment;
  kind: "secret" | "jwt";
  /** The public half of a secret key, by which it is recognised; null for a JWT key. */
  sharedKey: string | null;
  status: KeyStatus;
  /** Since when it is disabled or quarantined, or was at its end; else null. */
  statusSince: string | null;
  statusBy: string | null;
  /** Why, in a person's words. */
  statusNote: string;
  /** What it may use of its application's grants; null for all of them. */
  permissions: string[] | null;
  /** In CIDR notation; null for anywhere. */
  allowedNetworks: string[] | null;
  /** The origins that it may be sent from; null where none is demanded. */
  allowedOrigins: string[] | null;
  tags: string[];
  notBefore: string | null;
  expiresAt: string | null;
  rateLimits: {
    name: string;
    limit: number;
    seconds: number;
  }[];
  quota: {
    limit: number;
    period: "day" | "month";
  } | null;
  /** Null for one that a service owns. */
  ownerId: string | null;
  replacesId: string | null;
  replacedById: string | null;
  /** When its rotation ends, from which moment on it is revoked. */
  retiresAt: string | null;
  /** It is revoked so long after the new key is first used. */
  overlapSeconds: number | null;
  createdAt: string;
  createdBy: string;
  lastUsedAt: string | null;
  lastUsedNetwork: string | null;
  /** The address of the gate that saw it, or portal. */
  lastUsedGate: string | null;
  revokedAt: string | null;
  revokedBy: string | null;
  revokeReason: string | null;
  /** Raised by each change; the ETag. */
  revision: number;
  applicationName: string;
  ownerName: string | null;
  createdByName: string;
};

export type ListApisQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** Words that the item contains. */
  search?: string;
  sort?: "name" | "slug" | "createdAt";
  /** Of sort. */
  order?: "asc" | "desc";
};

export type ListApplicationsQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** Words that the item contains. */
  search?: string;
  status?: "active" | "inactive";
  /** The id of a member. */
  owner?: string;
  sort?: "name" | "status" | "createdAt" | "lastUsedAt";
  /** Of sort. */
  order?: "asc" | "desc";
};

export type ListAuditEventsQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** The id of an application. */
  application?: string;
  /** The id of who did it. */
  actor?: string;
  /** Such as key.revoked; with a dot at its end, all that begin so. */
  action?: string;
  /** The id of what it was done to. */
  target?: string;
  /** Whether it was done or refused. */
  outcome?: "success" | "refused";
  /** Inclusive. */
  from?: Date | string;
  /** Exclusive. */
  to?: Date | string;
};

export type ListEndpointsQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** Words that the item contains. */
  search?: string;
  method?: "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";
  /** The name of one of the same API. */
  permission?: string;
  deprecated?: boolean;
};

export type ListExceptionsQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
};

export type ListInvitationsQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  status?: "pending" | "expired" | "accepted" | "withdrawn";
};

export type ListKeysOfApplicationQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  environment?: "development" | "staging" | "production";
  status?: "active" | "disabled" | "quarantined" | "expired" | "revoked" | "expiring" | "rotating";
  kind?: "secret" | "jwt";
  /** The id of a member. */
  owner?: string;
  /** One that the keys bear. */
  tag?: string;
  /** Not used for at least so many days. */
  idle?: number;
  /** Words that the item contains. */
  search?: string;
  sort?: "name" | "environment" | "status" | "createdAt" | "expiresAt" | "lastUsedAt";
  /** Of sort. */
  order?: "asc" | "desc";
};

export type ListKeysQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** The id of an application. */
  application?: string;
  environment?: "development" | "staging" | "production";
  status?: "active" | "disabled" | "quarantined" | "expired" | "revoked" | "expiring" | "rotating";
  kind?: "secret" | "jwt";
  /** The id of a member, me, or none for those that are service-owned. */
  owner?: string;
  /** One that the keys bear. */
  tag?: string;
  /** Not used for at least so many days. */
  idle?: number;
  /** Words that the item contains. */
  search?: string;
  sort?: "name" | "environment" | "status" | "createdAt" | "expiresAt" | "lastUsedAt";
  /** Of sort. */
  order?: "asc" | "desc";
};

export type ListMembersQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** Words that the item contains. */
  search?: string;
  role?: "owner" | "admin" | "developer" | "auditor";
  sort?: "name" | "createdAt" | "lastActiveAt";
  /** Of sort. */
  order?: "asc" | "desc";
};

export type ListPermissionsQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** Words that the item contains. */
  search?: string;
};

export type ListTokensQuery = {
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
  /** From 1, instead of after. */
  page?: number;
  /** Words that the item contains. */
  search?: string;
  status?: "active" | "expired" | "revoked";
  sort?: "name" | "createdAt" | "expiresAt" | "lastUsedAt";
  /** Of sort. */
  order?: "asc" | "desc";
};

export type ListUsageEventsQuery = {
  /** The last hour, 24 hours, 7 or 30 days. Left out, or custom, from and to are given. */
  range?: "1h" | "24h" | "7d" | "30d" | "custom";
  /** Inclusive; not before what is kept. */
  from?: Date | string;
  /** Exclusive. */
  to?: Date | string;
  /** The id of an application. */
  application?: string;
  key?: string;
  /** The id or the slug of an API. */
  api?: string;
  endpoint?: string;
  environment?: "development" | "staging" | "production";
  /** The code of a verdict, or refused for all but VALID. */
  outcome?:
    | "MALFORMED"
    | "NOT_FOUND"
    | "UNREADABLE"
    | "REVOKED"
    | "EXPIRED"
    | "NOT_YET_VALID"
    | "DISABLED"
    | "QUARANTINED"
    | "APPLICATION_INACTIVE"
    | "WRONG_ENVIRONMENT"
    | "IP_NOT_ALLOWED"
    | "ORIGIN_NOT_ALLOWED"
    | "INSUFFICIENT_PERMISSIONS"
    | "QUOTA_EXCEEDED"
    | "RATE_LIMITED"
    | "VALID"
    | "refused";
  /** An address or a network. It needs the scope usage.networks. */
  network?: string;
  /** Found whatever the range says. */
  requestId?: string;
  /** The name of a gate, or portal. */
  gate?: string;
  limit?: number;
  /** The nextCursor of the page before. */
  after?: string;
};

export type Member = {
  id: string;
  userId: string;
  name: string;
  email: string;
  role: Role;
  createdAt: string;
  /** To a few minutes; null before the first visit. */
  lastActiveAt: string | null;
  /** Keys that they own and that work, or could work again. */
  keys: number;
  /** Applications that they own. */
  applications: number;
  /** Raised by each change; the ETag. */
  revision: number;
};

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS";

export type Permission = {
  id: string;
  apiId: string;
  name: string;
  description: string;
  sensitive: boolean;
  /** Raised by each change; the ETag. */
  revision: number;
};

export type Policies = {
  /** How much of its application's grants a key may use, by its owner. */
  ceilings: Record<
    "owner" | "admin" | "developer" | "auditor",
    Record<"development" | "staging" | "production", "all" | "non-sensitive" | "none">
  >;
  rules: Rules;
  /** By demand, as lifetime.production or idle: when keys are disabled that broke it when it was tightened. Rotation is due by both of rotation and rotationEnforced. revoke: when disabled keys are revoked. */
  enforcedFrom: Partial<
    Record<
      | "lifetime.development"
      | "lifetime.staging"
      | "lifetime.production"
      | "never.development"
      | "never.staging"
      | "never.production"
      | "networks.development"
      | "networks.staging"
      | "networks.production"
      | "rotation"
      | "rotationEnforced"
      | "kind"
      | "idle"
      | "revoke",
      string
    >
  >;
  /** The applications that have rules of their own besides. */
  overrides: {
    application: {
      id: string;
      name: string;
    };
    /** Its own rules; null where they can't be understood. */
    rules: {
      maxLifetimeDays?: {
        development?: number | null;
        staging?: number | null;
        production?: number | null;
      };
      neverAllowed?: {
        development?: boolean;
        staging?: boolean;
        production?: boolean;
      };
      rotateEveryDays?: number | null;
      rotationEnforced?: boolean;
      maxActiveKeys?: {
        development?: number | null;
        staging?: number | null;
        production?: number | null;
      };
      kinds?: ("secret" | "jwt")[];
      networksRequired?: {
        development?: boolean;
        staging?: boolean;
        production?: boolean;
      };
      approvalRequired?: {
        development?: boolean;
        staging?: boolean;
        production?: boolean;
      };
      disableIdleDays?: number | null;
      revokeDisabledDays?: number | null;
      departedOwner?: "ask" | "service-owned" | "quarantine" | "revoke";
    } | null;
    /** By demand, as lifetime.production or idle: when keys are disabled that broke it when it was tightened. Rotation is due by both of rotation and rotationEnforced. revoke: when disabled keys are revoked. */
    enforcedFrom: Partial<
      Record<
        | "lifetime.development"
        | "lifetime.staging"
        | "lifetime.production"
        | "never.development"
        | "never.staging"
        | "never.production"
        | "networks.development"
        | "networks.staging"
        | "networks.production"
        | "rotation"
        | "rotationEnforced"
        | "kind"
        | "idle"
        | "revoke",
        string
      >
    >;
  }[];
  /** Raised by each change; the ETag. */
  revision: number;
};

export type PolicyException = {
  /** As in its path. */
  id: string;
  key: {
    id: string;
    name: string;
    environment: Environment;
  };
  application: {
    id: string;
    name: string;
  };
  rule: Rule;
  until: string;
  reason: string;
  createdAt: string;
  createdBy: string;
  createdByName: string;
};

export type PolicyPreview = {
  narrowed: {
    total: number;
    /** Those of them that were used last, at most 20. */
    keys: {
      id: string;
      name: string;
      environment: Environment;
      application: {
        id: string;
        name: string;
      };
      owner: {
        id: string;
        name: string;
        role: Role;
      };
      grantsLost: number;
      lastUsedAt: string | null;
    }[];
  };
  broken: BrokenKeys;
};

export type PreviewPoliciesBody = {
  /** How much of their applications' grants keys may use, by the role of their owner. */
  ceilings?: {
    owner?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
    admin?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
    developer?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
    auditor?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
  };
  /** What is named is replaced, by environment too; null and what demands nothing loosens. */
  rules?: {
    maxLifetimeDays?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    neverAllowed?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    rotateEveryDays?: number | null;
    rotationEnforced?: boolean;
    maxActiveKeys?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    kinds?: ("secret" | "jwt")[];
    networksRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    approvalRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    disableIdleDays?: number | null;
    revokeDisabledDays?: number | null;
    departedOwner?: "ask" | "service-owned" | "quarantine" | "revoke";
  };
  /** When keys are disabled that break what is tightened; left out, in 14 days. A year ahead at most. */
  enforceFrom?: Date | string;
  /** Keys that may break one rule until then; a year ahead at most. */
  exceptions?: {
    keyId: string;
    rule: "lifetime" | "never" | "rotation" | "kind" | "networks" | "idle";
    until: Date | string;
    reason: string;
  }[];
};

export type QuarantineKeyBody = {
  /** What speaks against the key. */
  note: string;
};

export type RemoveMemberQuery = {
  /** The member who gets the applications. */
  applicationsTo?: string;
  /** What becomes of the keys that the member owns. */
  keys?: "transfer" | "service-owned" | "quarantine" | "revoke";
  /** The member who gets the keys, with transfer. */
  keysTo?: string;
};

export type ReplaceGrantsBody = {
  /** Each a permission or an endpoint of an API. What is not named is taken away. */
  grants: {
    api: string;
    permission?: string;
    endpoint?: string;
  }[];
  /** Why, for those who look at it later. */
  reason?: string;
};

export type Revocation = {
  id: string;
  status: KeyStatus;
  /** Raised by each change; the ETag. */
  revision: number;
  /** No verification that starts at or after this moment sees the old state. */
  effectiveAt: string;
  gates: {
    acknowledged: number;
    /** Gates whose lease ended without a word: they answer nothing from memory. */
    lapsed: number;
    /** Gates that may answer stale until effectiveAt. */
    stale?: number;
  };
};

export type RevokeKeyBody = {
  reason?: "compromised" | "superseded" | "owner-left" | "unused" | "other";
  /** For the audit log. */
  note?: string;
};

export type Role = "owner" | "admin" | "developer" | "auditor";

export type RotateKeyBody = {
  /** For how long the old key goes on working, never past its own end. */
  overlap?: "0s" | "1h" | "24h" | "72h" | "168h";
  /** When the overlap begins: now, or with the first use of the new key. */
  activation?: "now" | "first-use";
  /** Of the new key; left out, it lives as long as the old one was to. */
  expiresAt?: Date | string | null;
};

export type RotatedKey =
  | {
      key: Key;
      /** Shown this one time; kept nowhere. */
      apiKey: string;
      sharedKey: string;
      /** Shown this one time; kept nowhere. */
      secretKey: string;
      /** The key that it replaces. */
      rotated: Key;
      /** No verification that starts at or after this moment sees the old state. */
      effectiveAt: string;
      gates: {
        acknowledged: number;
        /** Gates whose lease ended without a word: they answer nothing from memory. */
        lapsed: number;
        /** Gates that may answer stale until effectiveAt. */
        stale?: number;
      };
    }
  | {
      key: Key;
      /** Shown this one time; kept nowhere. */
      token: string;
      /** The key that it replaces. */
      rotated: Key;
      /** No verification that starts at or after this moment sees the old state. */
      effectiveAt: string;
      gates: {
        acknowledged: number;
        /** Gates whose lease ended without a word: they answer nothing from memory. */
        lapsed: number;
        /** Gates that may answer stale until effectiveAt. */
        stale?: number;
      };
    };

export type Rule = "lifetime" | "never" | "rotation" | "kind" | "networks" | "idle";

export type Rules = {
  /** From a key's making to its end; null for any. */
  maxLifetimeDays: {
    development: number | null;
    staging: number | null;
    production: number | null;
  };
  /** Where a key needs no end, unless its lifetime has a bound. */
  neverAllowed: {
    development: boolean;
    staging: boolean;
    production: boolean;
  };
  rotateEveryDays: number | null;
  /** Whether a key that was not rotated in time is disabled. */
  rotationEnforced: boolean;
  /** Of one application; a pair that is being rotated counts once. */
  maxActiveKeys: {
    development: number | null;
    staging: number | null;
    production: number | null;
  };
  kinds: ("secret" | "jwt")[];
  networksRequired: {
    development: boolean;
    staging: boolean;
    production: boolean;
  };
  /** Where a developer needs an approval for each key. */
  approvalRequired: {
    development: boolean;
    staging: boolean;
    production: boolean;
  };
  disableIdleDays: number | null;
  /** When a key that a policy has disabled is revoked. */
  revokeDisabledDays: number | null;
  /** What becomes of the keys of a removed member where nobody says so. */
  departedOwner: "ask" | "service-owned" | "quarantine" | "revoke";
};

export type Scope =
  | "applications.read"
  | "applications.write"
  | "keys.read"
  | "keys.write"
  | "catalog.read"
  | "catalog.write"
  | "grants.read"
  | "grants.write"
  | "policies.read"
  | "policies.write"
  | "members.read"
  | "members.write"
  | "tokens.read"
  | "tokens.write"
  | "audit.read"
  | "usage.read"
  | "usage.networks"
  | "keys.verify";

export type ServiceToken = {
  id: string;
  name: string;
  /** Its first characters, to recognise it by. */
  hint: string;
  scopes: Scope[];
  /** The API that it is bound to. */
  api: {
    id: string;
    slug: string;
  } | null;
  environment: Environment | null;
  expiresAt: string | null;
  status: "active" | "expired" | "revoked";
  createdAt: string;
  createdBy: string;
  createdByName: string;
  lastUsedAt: string | null;
};

export type SetApplicationRulesBody = {
  /** All that it has besides the organization's, each of them stricter. */
  rules: {
    maxLifetimeDays?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    neverAllowed?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    rotateEveryDays?: number | null;
    rotationEnforced?: boolean;
    maxActiveKeys?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    kinds?: ("secret" | "jwt")[];
    networksRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    approvalRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    disableIdleDays?: number | null;
  };
  /** When keys are disabled that break what is tightened; left out, in 14 days. A year ahead at most. */
  enforceFrom?: Date | string;
};

export type SetPoliciesBody = {
  /** How much of their applications' grants keys may use, by the role of their owner. */
  ceilings?: {
    owner?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
    admin?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
    developer?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
    auditor?: {
      development?: "all" | "non-sensitive" | "none";
      staging?: "all" | "non-sensitive" | "none";
      production?: "all" | "non-sensitive" | "none";
    };
  };
  /** What is named is replaced, by environment too; null and what demands nothing loosens. */
  rules?: {
    maxLifetimeDays?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    neverAllowed?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    rotateEveryDays?: number | null;
    rotationEnforced?: boolean;
    maxActiveKeys?: {
      development?: number | null;
      staging?: number | null;
      production?: number | null;
    };
    kinds?: ("secret" | "jwt")[];
    networksRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    approvalRequired?: {
      development?: boolean;
      staging?: boolean;
      production?: boolean;
    };
    disableIdleDays?: number | null;
    revokeDisabledDays?: number | null;
    departedOwner?: "ask" | "service-owned" | "quarantine" | "revoke";
  };
  /** When keys are disabled that break what is tightened; left out, in 14 days. A year ahead at most. */
  enforceFrom?: Date | string;
  /** Keys that may break one rule until then; a year ahead at most. */
  exceptions?: {
    keyId: string;
    rule: "lifetime" | "never" | "rotation" | "kind" | "networks" | "idle";
    until: Date | string;
    reason: string;
  }[];
};

export type Usage = {
  /** Inclusive; the beginning of a bucket (UTC). */
  from: string;
  /** Exclusive; the end of a bucket (UTC). */
  to: string;
  bucket: "minute" | "hour" | "day";
  /** By time, then by what they are grouped by. Of what nothing was counted: none. */
  points: {
    start: string;
    /** Where grouped by it. Null where the key was unknown. */
    application?: string | null;
    /** Where grouped by it. Null where it was unknown. */
    key?: string | null;
    /** Where grouped by it. Null where none was asked for. */
    api?: string | null;
    /** Where grouped by it. Null where none was matched. */
    endpoint?: string | null;
    /** Where grouped by it. Null where the key was unknown. */
    environment?: "development" | "staging" | "production" | null;
    /** Where grouped by it. The code of a verdict. */
    outcome?: string;
    /** Verdicts. */
    count: number;
    /** What they cost. */
    cost: number;
  }[];
};

export type UsageEvent = {
  id: string;
  at: string;
  organizationId: string;
  /** All verdicts of one batch bear the same. */
  requestId: string;
  /** Null where the key is unknown. */
  application: {
    id: string;
    name: string;
  } | null;
  /** Null where it is unknown. */
  key: {
    id: string;
    name: string;
    sharedKey: string | null;
  } | null;
  /** Null where none was asked for. */
  api: {
    id: string;
    name: string;
    slug: string | null;
  } | null;
  /** Null where none was matched. */
  endpoint: {
    id: string;
    method: string;
    path: string;
  } | null;
  /** As sent; null where none was. */
  method: string | null;
  /** The template of the endpoint, never what was asked for itself. */
  path: string | null;
  environment: "development" | "staging" | "production" | null;
  /** The code of the verdict. */
  outcome: string;
  /** What it took of the key's rate limits and quota. */
  cost: number;
  /** An address, or the network around it; null where it was not told. Missing without the scope usage.networks. */
  network?: string | null;
  /** The family of what asked, such as curl. */
  userAgent: string | null;
  /** As sent. */
  tags: string[];
  /** Which gate judged it; null for the portal. */
  gate: string | null;
  /** How long the verdict took, in microseconds, without the network. */
  latencyMicros: number;
  /** Above 1, one of about so many that came at that time: of very many only some are kept. */
  oneOf: number;
};

export type UsageEvents = {
  data: UsageEvent[];
  /** Send it as after to get the next page; null where there are no more. */
  nextCursor: string | null;
  /** How far back it has looked, where it stopped before the page was full: go on with nextCursor. */
  searchedTo: string | null;
};
