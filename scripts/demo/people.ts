export const organization = { organization: "Northwind Traders", slug: "northwind" };

/** In days; older than its applications. */
export const organizationAge = 430;

/** Of every demo account: a demo runs on one's own machine and holds nothing. */
export const password = "velvet harbour lantern 27";

export const people = {
  nora: { role: "owner", name: "Nora Whitfield", email: "nora@northwind.example", at: 24 },
  adrian: { role: "admin", name: "Adrian Cole", email: "adrian@northwind.example", at: 31 },
  dana: { role: "developer", name: "Dana Reyes", email: "dana@northwind.example", at: 57 },
  devi: { role: "developer", name: "Devi Natarajan", email: "devi@northwind.example", at: 82 },
  aude: { role: "auditor", name: "Aude Laurent", email: "aude@northwind.example", at: 90 },
  otto: { role: "developer", name: "Otto Brandt", email: "otto@northwind.example", at: 44 },
} as const;

export type Person = keyof typeof people;

/** Has left; what was theirs is somebody else's, and their keys are nobody's. */
export const former: { who: Person; heir: Person } = { who: "otto", heir: "devi" };

/** Has the link, and has not followed it. */
export const invited = { role: "developer", email: "milo.hansen@northwind.example" };

/**
 * In days ago: when the first signing key was made, for the JWT key of that application, and when
 * the next one took its place; and how often that is to be.
 */
export const signing = { after: "CRM System", made: 210, rotated: 195, days: 365 };

/** What keys of developers may do in production is what somebody approved. */
export const ceilings = { developer: { production: "none" } };

export const tokens = [
  { name: "Orders gateway", scopes: ["keys.verify"], api: "orders", environment: "production" },
  { name: "Billing gateway", scopes: ["keys.verify"], api: "billing" },
  { name: "Deploy pipeline", scopes: ["applications.read", "keys.read", "keys.write"], days: 60 },
  { name: "Old gateway", scopes: ["keys.verify"], revoked: true },
];
