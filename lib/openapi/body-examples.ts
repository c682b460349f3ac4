const application = { name: "CRM System", baseUrl: "https://crm.example" };

const limits = {
  rateLimits: [{ name: "burst", limit: 100, seconds: 60 }],
  quota: { limit: 1_000_000, period: "month" },
};

const question = {
  key: "pcl_live_…",
  api: "orders",
  request: { method: "GET", path: "/orders/42" },
};

const ceilings = { ceilings: { developer: { production: "none" } } };

/** What may be sent, by the operation that takes it. None holds a secret. */
export const bodyExamples: Record<string, unknown> = {
  activateApplication: {},
  addMember: { email: "dora@acme.example", name: "Dora Developer", role: "developer" },
  changeRole: { role: "admin" },
  createApi: { name: "Orders", slug: "orders", baseUrl: "https://orders.example" },
  createApplication: { ...application, description: "Keeps our customers." },
  createEndpoint: { method: "GET", path: "/orders/{orderId}", permission: "orders:read" },
  createInvitation: { email: "dora@acme.example", role: "developer" },
  createKey: { name: "ci", environment: "production", expiresAt: null, ...limits },
  createPermission: { name: "orders:read", description: "Read orders." },
  createToken: { name: "Gateway", scopes: ["keys.verify"], api: "orders" },
  deactivateApplication: {},
  editApi: { description: "What customers bought." },
  editApplication: { description: "Keeps our customers." },
  editEndpoint: { summary: "One order", permission: "orders:read" },
  editKey: limits,
  editPermission: { sensitive: true },
  importDocument: {
    document: {
      openapi: "3.1.0",
      info: { title: "Orders", version: "1.4.0" },
      paths: { "/orders/{orderId}": { get: { summary: "One order", tags: ["orders"] } } },
    },
    dryRun: true,
  },
  introspect: { token: "pcl_live_…" },
  previewPolicies: ceilings,
  replaceGrants: {
    grants: [
      { api: "orders", permission: "orders:read" },
      { api: "orders", endpoint: "POST /orders/{orderId}/refund" },
    ],
  },
  resendInvitation: {},
  revoke: { token: "pcl_live_…" },
  revokeKey: { reason: "compromised", note: "Found in a public repository." },
  revokeSelf: { reason: "compromised" },
  setPolicies: ceilings,
  verifyKey: { ...question, explain: true },
  verifyKeys: { items: [question, { key: "pcl_live_…", api: "billing" }] },
};
