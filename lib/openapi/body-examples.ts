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

const policies = {
  ceilings: { developer: { production: "none" } },
  rules: { maxLifetimeDays: { production: 90 }, disableIdleDays: 60 },
};

/** What may be sent, by the operation that takes it. None holds a secret. */
export const bodyExamples: Record<string, unknown> = {
  activateApplication: {},
  addMember: { email: "dora@acme.example", name: "Dora Developer", role: "developer" },
  changeRole: { role: "admin" },
  createApi: { name: "Orders", slug: "orders", baseUrl: "https://orders.example" },
  createApplication: { ...application, description: "Keeps our customers." },
  createEndpoint: { method: "GET", path: "/orders/{orderId}", permission: "orders:read" },
  createInvitation: { email: "dora@acme.example", role: "developer" },
  createKey: {
    name: "ci",
    environment: "production",
    expiresAt: null,
    allowedNetworks: ["203.0.113.0/24"],
    allowedOrigins: null,
    tags: ["team:sales"],
    ...limits,
  },
  createPermission: { name: "orders:read", description: "Read orders." },
  createToken: { name: "Gateway", scopes: ["keys.verify"], api: "orders" },
  deactivateApplication: {},
  disableKey: { note: "Not needed over the winter." },
  editApi: { description: "What customers bought." },
  editApplication: { description: "Keeps our customers." },
  editEndpoint: { summary: "One order", permission: "orders:read" },
  editKey: limits,
  editPermission: { sensitive: true },
  enableKey: {},
  endRotation: {},
  exceptKey: { until: "2027-03-31T00:00:00Z", reason: "The supplier renews it in March." },
  importDocument: {
    document: {
      openapi: "3.1.0",
      info: { title: "Orders", version: "1.4.0" },
      paths: { "/orders/{orderId}": { get: { summary: "One order", tags: ["orders"] } } },
    },
    dryRun: true,
  },
  introspect: { token: "pcl_live_…" },
  previewPolicies: policies,
  quarantineKey: { note: "Used from two continents within a minute." },
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
  rotateKey: { overlap: "24h", activation: "first-use" },
  setApplicationRules: { rules: { maxLifetimeDays: { production: 30 } } },
  setPolicies: policies,
  undoRotation: {},
  verifyKey: { ...question, explain: true },
  verifyKeys: { items: [question, { key: "pcl_live_…", api: "billing" }] },
};
