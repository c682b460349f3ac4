import type { Person } from "./people";

export type DemoKey = {
  name: string;
  environment: "development" | "staging" | "production";
  /** Days from now; null: never. A key that is over has ended that many days ago. */
  expires: number | null;
  /** Hours ago; left out: never. */
  used?: number;
  revoked?: "compromised" | "superseded" | "unused";
  /** The permissions that it may use; left out: all that the application may. */
  permissions?: string[];
  /** Days from now, before which it is refused. */
  begins?: number;
  networks?: string[];
  origins?: string[];
  tags?: string[];
  /** A JWT key for those APIs. */
  audiences?: string[];
  /** Owned by the application itself. */
  serviceOwned?: true;
  /** Why it was, two days ago. */
  disabled?: string;
  quarantined?: string;
  rotated?: Rotation;
};

type Rotation = {
  overlap: "24h" | "72h";
  activation: "now" | "first-use";
  /** Hours ago. */
  began: number;
  /** When the new key was used last, in hours ago; left out: never. */
  used?: number;
};

type Application = {
  name: string;
  description: string;
  baseUrl: string;
  owner: Person;
  /** Who registered it; left out: the admin. */
  by?: Person;
  maintainers?: Person[];
  /** Days since it was registered. */
  age: number;
  inactive?: true;
  /** `orders:read` or `GET /orders`, after the API's slug. */
  grants: [api: string, what: string][];
  /** Why it is granted them. */
  reason: string;
  keys: DemoKey[];
};

export const applications: Application[] = [
  {
    name: "CRM System",
    description: "Shows a customer's orders to the sales team.",
    baseUrl: "https://crm.northwind.example",
    owner: "dana",
    maintainers: ["devi"],
    age: 210,
    grants: [
      ["orders", "orders:read"],
      ["orders", "returns:read"],
      ["customers", "loyalty:read"],
      ["warehouse", "GET /shipments/{shipmentId}/tracking"],
    ],
    reason: "Sales answer where an order is.",
    keys: [
      {
        name: "Production",
        environment: "production",
        expires: 155,
        used: 0.1,
        networks: ["198.51.100.0/24", "2001:db8:77::/48"],
        tags: ["team:sales", "tier:1"],
      },
      {
        name: "Order widget at the edge",
        environment: "production",
        expires: 120,
        used: 0.3,
        audiences: ["orders"],
        tags: ["team:sales"],
      },
      {
        name: "Staging, orders only",
        environment: "staging",
        expires: 60,
        used: 26,
        permissions: ["orders:read"],
      },
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
      ["orders", "baskets:write"],
      ["warehouse", "stock:read"],
      ["warehouse", "articles:read"],
      ["customers", "consents:write"],
    ],
    reason: "The public shop.",
    keys: [
      { name: "Shop servers", environment: "production", expires: 3, used: 0.05, tags: ["tier:1"] },
      {
        name: "Stock lights in the branches",
        environment: "production",
        expires: 200,
        used: 0.02,
        permissions: ["stock:read", "articles:read"],
        audiences: ["warehouse"],
        tags: ["offline"],
      },
      {
        name: "Local development",
        environment: "development",
        expires: 20,
        used: 3,
        origins: ["http://localhost:3000", "https://shop.northwind.example"],
      },
      {
        name: "Old checkout",
        environment: "production",
        expires: 60,
        used: 700,
        disabled: "The old checkout is switched off. Kept until the new one has seen a sale.",
      },
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
      ["warehouse", "GET /shipments/{shipmentId}/tracking"],
    ],
    reason: "Customers follow their parcels.",
    keys: [
      {
        name: "Backend",
        environment: "production",
        expires: 80,
        used: 0.4,
        tags: ["team:mobile"],
        rotated: { overlap: "24h", activation: "now", began: 5, used: 0.1 },
      },
    ],
  },
  {
    name: "Warehouse Sync",
    description: "Copies new orders into the warehouse every minute.",
    baseUrl: "https://warehouse.northwind.example",
    owner: "otto",
    by: "otto",
    age: 320,
    grants: [
      ["orders", "orders:read"],
      ["warehouse", "shipments:read"],
      ["warehouse", "shipments:write"],
      ["warehouse", "stock:reserve"],
    ],
    reason: "Orders become shipments.",
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
      ["billing", "payouts:read"],
      ["billing", "taxes:read"],
    ],
    reason: "The accountants close each month with it.",
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
    reason: "By contract with our partners.",
    keys: [
      {
        name: "Before the leak",
        environment: "production",
        expires: 60,
        used: 2,
        revoked: "compromised",
      },
      { name: "After the leak", environment: "production", expires: 60, used: 1 },
      {
        name: "Integration test",
        environment: "staging",
        expires: 45,
        used: 52,
        quarantined: "Used from two continents within a minute.",
      },
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
      ["orders", "returns:write"],
    ],
    reason: "Support pay back without asking finance, up to the limit of their tool.",
    keys: [
      {
        name: "Support tool",
        environment: "production",
        expires: 45,
        used: 5,
        serviceOwned: true,
        rotated: { overlap: "72h", activation: "first-use", began: 20 },
      },
      {
        name: "Returns kiosk",
        environment: "production",
        expires: 100,
        used: 60,
        audiences: ["orders"],
        disabled: "The kiosk is being moved to the new branch.",
      },
    ],
  },
  {
    name: "BI Dashboard",
    description: "Figures for the board, being built.",
    baseUrl: "http://localhost:8088",
    owner: "devi",
    by: "devi",
    age: 6,
    grants: [
      ["billing", "invoices:read"],
      ["orders", "orders:read"],
      ["customers", "segments:read"],
    ],
    reason: "Figures of the last year.",
    keys: [
      { name: "First try", environment: "development", expires: 30 },
      {
        name: "Notebook",
        environment: "development",
        expires: 45,
        used: 30,
        revoked: "unused",
        audiences: ["billing", "orders"],
      },
      { name: "For the board meeting", environment: "staging", expires: 40, begins: 9 },
    ],
  },
  {
    name: "Fax Gateway",
    description: "Sends order confirmations by fax. Switched off.",
    baseUrl: "https://fax.northwind.example",
    owner: "nora",
    age: 400,
    inactive: true,
    grants: [["orders", "orders:read"]],
    reason: "Some customers insist.",
    keys: [{ name: "Gateway", environment: "production", expires: null, used: 4000 }],
  },
];
