export const organization = { organization: "Northwind Traders", slug: "northwind" };

/** Of every demo account: a demo runs on one's own machine and holds nothing. */
export const password = "velvet harbour lantern 27";

export const people = {
  nora: { role: "owner", name: "Nora Whitfield", email: "nora@northwind.example", at: 24 },
  adrian: { role: "admin", name: "Adrian Cole", email: "adrian@northwind.example", at: 31 },
  dana: { role: "developer", name: "Dana Reyes", email: "dana@northwind.example", at: 57 },
  devi: { role: "developer", name: "Devi Natarajan", email: "devi@northwind.example", at: 82 },
  aude: { role: "auditor", name: "Aude Laurent", email: "aude@northwind.example", at: 90 },
} as const;

export type Person = keyof typeof people;

type Api = {
  name: string;
  slug: string;
  baseUrl: string;
  description: string;
  permissions: { name: string; description: string; sensitive?: true }[];
  /** Method and path, what it does, the permission that it requires. */
  endpoints: [endpoint: string, summary: string, permission: string][];
};

export const catalog: Api[] = [
  {
    name: "Orders",
    slug: "orders",
    baseUrl: "https://api.northwind.example/orders",
    description: "Orders and the customers who placed them.",
    permissions: [
      { name: "orders:read", description: "See orders" },
      { name: "orders:write", description: "Place, change and cancel orders" },
      { name: "orders:refund", description: "Pay money back", sensitive: true },
      { name: "customers:read", description: "See names and addresses", sensitive: true },
    ],
    endpoints: [
      ["GET /orders", "List orders", "orders:read"],
      ["GET /orders/{orderId}", "One order", "orders:read"],
      ["POST /orders", "Place an order", "orders:write"],
      ["PATCH /orders/{orderId}", "Change an order", "orders:write"],
      ["DELETE /orders/{orderId}", "Cancel an order", "orders:write"],
      ["POST /orders/{orderId}/refunds", "Refund an order", "orders:refund"],
      ["GET /customers/{customerId}", "One customer", "customers:read"],
    ],
  },
  {
    name: "Billing",
    slug: "billing",
    baseUrl: "https://api.northwind.example/billing",
    description: "Invoices, payments and payouts.",
    permissions: [
      { name: "invoices:read", description: "See invoices" },
      { name: "invoices:write", description: "Write invoices" },
      { name: "payments:read", description: "See payments" },
      { name: "payouts:create", description: "Send money out", sensitive: true },
    ],
    endpoints: [
      ["GET /invoices", "List invoices", "invoices:read"],
      ["GET /invoices/{invoiceId}", "One invoice", "invoices:read"],
      ["POST /invoices", "Write an invoice", "invoices:write"],
      ["GET /payments", "List payments", "payments:read"],
      ["POST /payouts", "Send a payout", "payouts:create"],
    ],
  },
];

export type DemoKey = {
  name: string;
  environment: "development" | "staging" | "production";
  /** Days from now; null: never. A key that is over has ended that many days ago. */
  expires: number | null;
  /** Hours ago; left out: never. */
  used?: number;
  revoked?: "compromised" | "superseded" | "unused";
};

type Application = {
  name: string;
  description: string;
  baseUrl: string;
  owner: Person;
  /** Days since it was registered. */
  age: number;
  inactive?: true;
  /** `orders:read` or `GET /orders`, after the API's slug. */
  grants: [api: string, what: string][];
  keys: DemoKey[];
};

export const applications: Application[] = [
  {
    name: "CRM System",
    description: "Shows a customer's orders to the sales team.",
    baseUrl: "https://crm.northwind.example",
    owner: "dana",
    age: 210,
    grants: [
      ["orders", "orders:read"],
      ["orders", "customers:read"],
    ],
    keys: [
      { name: "Production", environment: "production", expires: 155, used: 0.1 },
      { name: "Staging", environment: "staging", expires: 60, used: 26 },
    ],
  },
  {
    name: "Web Shop",
    description: "Places the orders of the public shop.",
    baseUrl: "https://shop.northwind.example",
    owner: "dana",
    age: 180,
    grants: [
      ["orders", "orders:read"],
      ["orders", "orders:write"],
    ],
    keys: [
      { name: "Shop servers", environment: "production", expires: 3, used: 0.05 },
      { name: "Local development", environment: "development", expires: 20, used: 3 },
    ],
  },
  {
    name: "Mobile App",
    description: "Order tracking for phones.",
    baseUrl: "https://mobile.northwind.example",
    owner: "devi",
    age: 95,
    grants: [
      ["orders", "GET /orders"],
      ["orders", "GET /orders/{orderId}"],
    ],
    keys: [{ name: "Backend", environment: "production", expires: 80, used: 0.4 }],
  },
  {
    name: "Warehouse Sync",
    description: "Copies new orders into the warehouse every minute.",
    baseUrl: "https://warehouse.northwind.example",
    owner: "devi",
    age: 320,
    grants: [["orders", "orders:read"]],
    keys: [{ name: "Scheduler", environment: "production", expires: null, used: 0.02 }],
  },
  {
    name: "Accounting Export",
    description: "Sends the month's invoices to the accountants.",
    baseUrl: "https://accounting.northwind.example",
    owner: "adrian",
    age: 150,
    grants: [
      ["billing", "invoices:read"],
      ["billing", "payments:read"],
    ],
    keys: [
      { name: "Month end", environment: "production", expires: -4, used: 110 },
      { name: "Month end 2", environment: "production", expires: 90, used: 20 },
    ],
  },
  {
    name: "Partner Portal",
    description: "Lets partners see their own orders.",
    baseUrl: "https://partners.northwind.example",
    owner: "nora",
    age: 130,
    grants: [["orders", "GET /orders/{orderId}"]],
    keys: [
      {
        name: "Before the leak",
        environment: "production",
        expires: 60,
        used: 2,
        revoked: "compromised",
      },
      { name: "After the leak", environment: "production", expires: 60, used: 1 },
    ],
  },
  {
    name: "Refund Desk",
    description: "Refunds orders for the support team.",
    baseUrl: "https://support.northwind.example",
    owner: "adrian",
    age: 75,
    grants: [
      ["orders", "orders:read"],
      ["orders", "orders:refund"],
    ],
    keys: [{ name: "Support tool", environment: "production", expires: 45, used: 5 }],
  },
  {
    name: "BI Dashboard",
    description: "Figures for the board, being built.",
    baseUrl: "http://localhost:8088",
    owner: "devi",
    age: 6,
    grants: [
      ["billing", "invoices:read"],
      ["orders", "orders:read"],
    ],
    keys: [{ name: "First try", environment: "development", expires: 30 }],
  },
  {
    name: "Fax Gateway",
    description: "Sends order confirmations by fax. Switched off.",
    baseUrl: "https://fax.northwind.example",
    owner: "nora",
    age: 400,
    inactive: true,
    grants: [["orders", "orders:read"]],
    keys: [{ name: "Gateway", environment: "production", expires: null, used: 4000 }],
  },
];

export const tokens = [
  { name: "Orders gateway", scopes: ["keys.verify"], api: "orders", environment: "production" },
  { name: "Billing gateway", scopes: ["keys.verify"], api: "billing" },
  { name: "Deploy pipeline", scopes: ["applications.read", "keys.read", "keys.write"], days: 60 },
  { name: "Old gateway", scopes: ["keys.verify"], revoked: true },
];
