import { apis, endpoints, permissions } from "@/db/schema";
import { transact } from "@/db/transact";
import { type ApiId, newId, type OrganizationId } from "@/lib/ids";

/**
 * The API `orders` for tests: permissions `orders:read`, `orders:write` and the sensitive
 * `orders:refund`; endpoints `GET /orders` and `POST /orders/{orderId}/refund` that require them,
 * and `GET /health` that requires none.
 */
export async function mintApi(organization: { id: OrganizationId }, slug = "orders") {
  const orgId = organization.id;
  const apiId: ApiId = newId("api");
  const [read, write, refund] = [newId("prm"), newId("prm"), newId("prm")];
  await transact({ organizationId: orgId }, async (tx) => {
    await tx
      .insert(apis)
      .values({ orgId, id: apiId, slug, name: slug, baseUrl: "https://x.example" });
    await tx.insert(permissions).values([
      { orgId, id: read, apiId, name: "orders:read" },
      { orgId, id: write, apiId, name: "orders:write" },
      { orgId, id: refund, apiId, name: "orders:refund", sensitive: true },
    ]);
    const endpoint = { orgId, apiId };
    await tx.insert(endpoints).values([
      { ...endpoint, id: newId("end"), method: "GET", path: "/orders", permissionId: read },
      {
        ...endpoint,
        id: newId("end"),
        method: "POST",
        path: "/orders/{orderId}/refund",
        permissionId: refund,
      },
      { ...endpoint, id: newId("end"), method: "GET", path: "/health" },
    ]);
  });
  return { id: apiId, slug, permissions: { read, write, refund } };
}
