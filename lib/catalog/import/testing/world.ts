import { and, eq } from "drizzle-orm";
import { applications, grants } from "@/db/schema";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { createApi } from "@/lib/catalog/create-api";
import { getApi } from "@/lib/catalog/get-api";
import { importDocument } from "@/lib/catalog/import/import-document";
import { newId } from "@/lib/ids";
import { type MintedOrganization, mintOrganization } from "@/lib/testing/organization";

type Operation = Record<string, unknown>;

export const get = (summary = ""): { get: Operation } => ({ get: { summary, tags: ["Orders"] } });

export const document = (paths: Record<string, Record<string, Operation>>) => ({
  openapi: "3.1.0",
  info: { title: "Orders", version: "1.2.0" },
  paths,
});

export const two = document({ "/orders": get("List"), "/orders/{id}": get("Show") });

export async function withApi() {
  const organization = await mintOrganization();
  const { admin } = organization;
  const api = await createApi(admin, {
    name: "Orders",
    slug: "orders",
    baseUrl: "https://orders.example",
  });
  const now = () => getApi(admin, api.id);
  const run = (given: unknown, options: object = {}, actor: Actor = admin) =>
    importDocument(actor, api.id, { document: given, ...options });
  return { organization, admin, api, now, run };
}

export async function granted(
  { id: orgId, owner }: MintedOrganization,
  name: string,
  what: { apiId: string; permissionId?: string; endpointId?: string },
) {
  const id = newId("app");
  await transact(owner, async (tx) => {
    const by = owner.id;
    const baseUrl = "https://crm.example";
    await tx
      .insert(applications)
      .values({ orgId, id, name, nameKey: id, baseUrl, ownerId: by, createdBy: by });
    await tx.insert(grants).values({
      orgId,
      id: newId("grt"),
      applicationId: id,
      createdBy: by,
      ...(what as { apiId: `api_${string}` }),
    });
  });
  return id;
}

export const grantsOf = (
  { id: orgId, owner }: MintedOrganization,
  applicationId: `app_${string}`,
) =>
  transact(owner, (tx) =>
    tx
      .select({ id: grants.id, endpointId: grants.endpointId, permissionId: grants.permissionId })
      .from(grants)
      .where(and(eq(grants.orgId, orgId), eq(grants.applicationId, applicationId))),
  );

export const shown = (
  endpoints: { method: string; path: string; permission: { name: string } | null }[],
) => endpoints.map(({ method, path, permission }) => `${method} ${path} ${permission?.name}`);
