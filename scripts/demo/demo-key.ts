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
  quota?: { limit: number; period: "day" | "month" };
  rateLimits?: { name: string; limit: number; seconds: number }[];
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

export type DemoApplication = {
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
