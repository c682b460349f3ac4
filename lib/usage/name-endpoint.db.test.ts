import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createApi } from "@/lib/catalog/create-api";
import { createEndpoint } from "@/lib/catalog/create-endpoint";
import { newId } from "@/lib/ids";
import { mintOrganization } from "@/lib/testing/organization";
import { endpointName } from "./name-endpoint";

testDatabase();

test("an endpoint is called by its method and path; a foreign one as one that is gone", async () => {
  const [{ owner, auditor }, theirs] = [await mintOrganization(), await mintOrganization()];
  const { id: api } = await createApi(owner, {
    name: "Orders",
    slug: "orders",
    baseUrl: "https://orders.example",
  });
  const { id } = await createEndpoint(owner, api, { method: "GET", path: "/orders/{orderId}" });
  expect(await endpointName(auditor, id)).toBe("GET /orders/{orderId}");
  const foreign = await endpointName(theirs.owner, id);
  expect(foreign).toBe("Deleted endpoint");
  expect(await endpointName(theirs.owner, newId("end"))).toBe(foreign);
  await expect(endpointName(owner, "end_1")).rejects.toMatchObject({ code: "NOT_FOUND" });
});
