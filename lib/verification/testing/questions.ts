import { newId } from "@/lib/ids";
import type { Endpoint } from "@/lib/verification/matcher";
import type { Granted, Standing } from "@/lib/verification/usable";
import type { KeyRecord, Question, Terms } from "@/lib/verification/verdict";

type Change = Partial<KeyRecord["key"]> & { applicationStatus?: "active" | "inactive" };

export const record = ({ applicationStatus = "active", ...key }: Change = {}): KeyRecord => ({
  key: {
    id: newId("key"),
    sharedKey: "pcl_live_00000000000000000",
    name: "ci",
    environment: "production",
    status: "active",
    expiresAt: null,
    terms: null,
    permissions: null,
    ownerId: null,
    limits: null,
    revision: 1,
    ...key,
  },
  application: { id: newId("app"), name: "CRM", status: applicationStatus, revision: 1 },
});

const noTerms: Terms = {
  notBefore: null,
  retiresAt: null,
  networks: null,
  origins: null,
  token: null,
};

/** A key with terms. */
export const limited = (terms: Partial<Terms>, change: Change = {}): KeyRecord =>
  record({ terms: { ...noTerms, ...terms }, ...change });

export const grant = (changes: Partial<Granted>): Granted => ({
  endpointId: null,
  permission: null,
  sensitive: false,
  approvedFor: [],
  ...changes,
});
export const endpoint = (permission: string | null): Endpoint => ({
  id: newId("end"),
  method: "GET",
  path: `/${permission ?? "open"}`,
  permission,
});
export const [reading, writing, other, open] = [
  endpoint("orders:read"),
  endpoint("orders:write"),
  endpoint("orders:write"),
  endpoint(null),
];
export const read = grant({ permission: "orders:read" });
export const write = grant({ permission: "orders:write" });
export const refund = grant({ permission: "orders:refund", sensitive: true });
export const approved = grant({ ...refund, approvedFor: ["production"] });
export const elsewhere = grant({ ...refund, approvedFor: ["staging"] });
export const writingEndpoint = grant({ endpointId: writing.id, permission: "orders:write" });
export const openEndpoint = grant({ endpointId: open.id });

export const developer: Standing = { role: "developer", ceiling: "non-sensitive" };
export const curbed: Standing = { role: "developer", ceiling: "none" };
export const auditor: Standing = { role: "auditor", ceiling: "none" };

export const ask = (change: Partial<Question> = {}): Question => ({
  environment: null,
  granted: null,
  standing: null,
  permissions: [],
  endpoint: undefined,
  ...change,
});
