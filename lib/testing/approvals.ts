import { and, eq } from "drizzle-orm";
import { grants } from "@/db/schema";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { mintApi } from "./catalog";
import { mintOrganization } from "./organization";

export const read = { api: "orders", permission: "orders:read" };
export const write = { api: "orders", permission: "orders:write" };
export const refund = { api: "orders", permission: "orders:refund" };
export const health = { api: "orders", endpoint: "GET /health" };
export const why = { reason: "The support team refunds orders." };

/** An organization with the API `orders` and the developer's application, `id`, for tests. */
export async function mintAsking() {
  const organization = await mintOrganization();
  const api = await mintApi(organization);
  const { id } = await createApplication(organization.developer, {
    name: "CRM",
    baseUrl: "https://crm.example",
  });
  return { ...organization, organization, api, id };
}

export type Asking = Awaited<ReturnType<typeof mintAsking>>;

/** The grants of its application, oldest first. */
export const grantsOf = ({ organization, id }: Asking) =>
  transact({ organizationId: organization.id }, (tx) =>
    tx
      .select()
      .from(grants)
      .where(and(eq(grants.orgId, organization.id), eq(grants.applicationId, id)))
      .orderBy(grants.createdAt),
  );
