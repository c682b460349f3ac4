import type { Code } from "@/lib/verification/verdict";

/** How much of a day each hour (UTC) has, and how much of it a day of a weekend has. */
export const rhythms = {
  office: {
    hours: [0, 0, 0, 0, 0, 0.2, 1, 4, 8, 10, 10, 9, 6, 8, 10, 9, 7, 4, 2, 1, 0.5, 0.3, 0.1, 0],
    weekend: 0.07,
  },
  shop: {
    hours: [2, 1, 0.6, 0.4, 0.4, 0.6, 1, 3, 4, 5, 6, 6, 7, 6, 6, 6, 6, 7, 9, 10, 10, 8, 6, 4],
    weekend: 0.8,
  },
  machine: { hours: Array<number>(24).fill(1), weekend: 1 },
  nightly: { hours: [0, 1, 0.2, ...Array<number>(21).fill(0)], weekend: 1 },
};

export type Refusal = [code: Code, share: number];

export type Stream = {
  /** Null for keys that nobody knows. */
  of: { application: string; key: string } | null;
  /** Verifications on a working day, as of today; `growth`: by how much that is more than 30 days ago. */
  perDay: number;
  growth?: number;
  rhythm: keyof typeof rhythms;
  /** API and endpoint, if the gate was told of one, and how often. */
  calls: [call: string, weight: number][];
  networks: string[];
  agent: string;
  /** What is refused all the time; all else is valid. */
  refused?: Refusal[];
  /** Days ago between which it is asked; left out: since ever, and until it was used last. */
  from?: number;
  to?: number;
  /** Days over which it fades out before it ends. */
  fades?: number;
  /** Of keys of that name the one that replaces the other. */
  isNew?: true;
};

/** Some hours of one day in which one key asked too much of everybody. */
export const incident = {
  of: { application: "Web Shop", key: "Shop servers" },
  /** The hours of that day (UTC). */
  daysAgo: 9,
  from: 13,
  to: 17,
  times: 4,
  refused: [["RATE_LIMITED", 0.62]] as Refusal[],
};

const crm = "198.51.100.14";
const shop = ["203.0.113.10", "203.0.113.11", "203.0.113.12"];
const leaked = ["192.0.2.77", "192.0.2.201"];

const shopCalls: Stream["calls"] = [
  ["orders GET /orders/{orderId}", 5],
  ["orders POST /baskets", 4],
  ["orders PUT /baskets/{basketId}/items", 6],
  ["orders POST /baskets/{basketId}/checkout", 2],
  ["orders POST /orders", 1],
  ["warehouse GET /stock/{sku}", 8],
  ["warehouse GET /articles", 3],
];

const trackingCalls: Stream["calls"] = [
  ["orders GET /orders", 4],
  ["orders GET /orders/{orderId}", 5],
  ["warehouse GET /shipments/{shipmentId}/tracking", 6],
];

const invoiceCalls: Stream["calls"] = [
  ["billing GET /invoices", 2],
  ["billing GET /invoices/{invoiceId}", 6],
  ["billing GET /invoices/{invoiceId}/pdf", 6],
  ["billing GET /payments", 1],
];

const partnerCalls: Stream["calls"] = [["orders GET /orders/{orderId}", 1]];

export const streams: Stream[] = [
  {
    of: { application: "CRM System", key: "Production" },
    perDay: 1300,
    rhythm: "office",
    calls: [
      ["orders GET /orders/{orderId}", 6],
      ["orders GET /orders", 3],
      ["orders GET /returns", 1],
      ["customers GET /customers/{customerId}/points", 2],
      ["warehouse GET /shipments/{shipmentId}/tracking", 2],
    ],
    networks: [crm, crm, "198.51.100.15", "2001:db8:77::4"],
    agent: "okhttp/5.1.0",
    refused: [
      ["INSUFFICIENT_PERMISSIONS", 0.004],
      ["IP_NOT_ALLOWED", 0.002],
    ],
  },
  {
    of: { application: "CRM System", key: "Order widget at the edge" },
    perDay: 240,
    rhythm: "shop",
    calls: [["orders GET /orders/{orderId}", 1]],
    networks: ["198.51.100.80"],
    agent: "node",
  },
  {
    of: { application: "CRM System", key: "Staging, orders only" },
    perDay: 40,
    rhythm: "office",
    calls: trackingCalls.slice(0, 2),
    networks: ["198.51.100.33"],
    agent: "PostmanRuntime/7.49.1",
    refused: [["INSUFFICIENT_PERMISSIONS", 0.06]],
  },
  {
    of: { application: "Web Shop", key: "Shop servers" },
    perDay: 2400,
    growth: 1.45,
    rhythm: "shop",
    calls: shopCalls,
    networks: shop,
    agent: "node-fetch/3.3.2",
    refused: [
      ["RATE_LIMITED", 0.004],
      ["INSUFFICIENT_PERMISSIONS", 0.001],
    ],
  },
  {
    of: { application: "Web Shop", key: "Stock lights in the branches" },
    perDay: 70,
    rhythm: "shop",
    calls: [["warehouse GET /stock/{sku}", 1]],
    networks: ["203.0.113.90"],
    agent: "Portcullis-Branch/2.4",
  },
  {
    of: { application: "Web Shop", key: "Local development" },
    perDay: 30,
    rhythm: "office",
    calls: shopCalls,
    networks: ["127.0.0.1"],
    agent: "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
    refused: [["ORIGIN_NOT_ALLOWED", 0.05]],
  },
  {
    of: { application: "Web Shop", key: "Old checkout" },
    perDay: 480,
    rhythm: "shop",
    calls: shopCalls.slice(1, 5),
    networks: ["203.0.113.5"],
    agent: "PHP-Curl/7.4",
    fades: 3,
  },
  {
    of: { application: "Mobile App", key: "Backend" },
    perDay: 1350,
    growth: 1.7,
    rhythm: "shop",
    calls: trackingCalls,
    networks: ["203.0.113.140", "203.0.113.141"],
    agent: "Go-http-client/2.0",
    refused: [["RATE_LIMITED", 0.002]],
  },
  {
    of: { application: "Mobile App", key: "Backend" },
    isNew: true,
    perDay: 900,
    rhythm: "shop",
    calls: trackingCalls,
    networks: ["203.0.113.141"],
    agent: "Go-http-client/2.0",
    from: 5 / 24,
  },
  {
    of: { application: "Warehouse Sync", key: "Scheduler" },
    perDay: 1440,
    rhythm: "machine",
    calls: [
      ["orders GET /orders", 6],
      ["warehouse POST /shipments", 1],
      ["warehouse GET /shipments", 1],
    ],
    networks: ["203.0.113.200"],
    agent: "python-requests/2.32.5",
  },
  {
    of: { application: "Accounting Export", key: "Month end" },
    perDay: 180,
    rhythm: "nightly",
    calls: invoiceCalls,
    networks: ["198.51.100.220"],
    agent: "Java/21.0.9",
  },
  {
    of: { application: "Accounting Export", key: "Month end" },
    perDay: 60,
    rhythm: "nightly",
    calls: invoiceCalls,
    networks: ["198.51.100.220"],
    agent: "Java/21.0.9",
    refused: [["EXPIRED", 1]],
    from: 3.9,
    to: 2.6,
  },
  {
    of: { application: "Accounting Export", key: "Month end 2" },
    perDay: 180,
    rhythm: "nightly",
    calls: invoiceCalls,
    networks: ["198.51.100.220"],
    agent: "Java/21.0.9",
    from: 3,
  },
  {
    of: { application: "Partner Portal", key: "Before the leak" },
    perDay: 320,
    rhythm: "office",
    calls: partnerCalls,
    networks: ["198.51.100.60", "198.51.100.60", ...leaked],
    agent: "Apache-HttpClient/5.5",
  },
  {
    of: { application: "Partner Portal", key: "Before the leak" },
    perDay: 140,
    rhythm: "machine",
    calls: partnerCalls,
    networks: leaked,
    agent: "curl/8.16.0",
    refused: [["REVOKED", 1]],
    from: 2,
    to: 0.02,
  },
  {
    of: { application: "Partner Portal", key: "After the leak" },
    perDay: 320,
    rhythm: "office",
    calls: partnerCalls,
    networks: ["198.51.100.60"],
    agent: "Apache-HttpClient/5.5",
    from: 2,
  },
  {
    of: { application: "Partner Portal", key: "Integration test" },
    perDay: 20,
    rhythm: "office",
    calls: partnerCalls,
    networks: ["198.51.100.61"],
    agent: "Apache-HttpClient/5.5",
  },
  {
    of: { application: "Refund Desk", key: "Support tool" },
    perDay: 130,
    rhythm: "office",
    calls: [
      ["orders GET /orders/{orderId}", 5],
      ["orders GET /orders/{orderId}/refunds", 3],
      ["orders POST /orders/{orderId}/refunds", 1],
      ["orders POST /returns/{returnId}:accept", 1],
    ],
    networks: ["198.51.100.140"],
    agent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  },
  {
    of: { application: "Refund Desk", key: "Returns kiosk" },
    perDay: 45,
    rhythm: "shop",
    calls: [["orders POST /returns", 1]],
    networks: ["203.0.113.66"],
    agent: "Kiosk/1.9",
  },
  {
    of: { application: "BI Dashboard", key: "Notebook" },
    perDay: 15,
    rhythm: "office",
    calls: [["billing GET /invoices", 1]],
    networks: ["203.0.113.82"],
    agent: "python-requests/2.32.5",
    from: 5.5,
  },
  {
    of: null,
    perDay: 26,
    rhythm: "machine",
    calls: [
      ["orders", 3],
      ["billing", 1],
    ],
    networks: ["192.0.2.9", "192.0.2.140"],
    agent: "Mozilla/5.0 zgrab/0.x",
    refused: [
      ["NOT_FOUND", 0.8],
      ["MALFORMED", 0.2],
    ],
    to: 0.01,
  },
];
