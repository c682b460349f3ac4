import { describe, expect, it } from "vitest";
import type { CatalogApi, EndpointSummary } from "@/lib/catalog/summary";
import {
  extent,
  isSensitive,
  isTicked,
  nothing,
  type Part,
  partOf,
  selectionOf,
  tickEndpoint,
  tickPart,
  tickPermission,
  tickReads,
  wishesOf,
} from "./selection";

const permission = (name: string, sensitive = false) => ({
  id: `prm_${name}` as const,
  apiId: "api_1" as const,
  name,
  description: "",
  sensitive,
  revision: 1,
});

const endpoint = (
  method: EndpointSummary["method"],
  path: string,
  required: ReturnType<typeof permission> | null,
): EndpointSummary => ({
  id: `end_${method}${path}`,
  apiId: "api_1",
  method,
  path,
  summary: "",
  deprecated: false,
  permission: required,
  revision: 1,
});

const read = permission("orders:read");
const export_ = permission("orders:export", true);
const list = endpoint("GET", "/orders", read);
const one = endpoint("GET", "/orders/{id}", read);
const find = endpoint("POST", "/orders/search", read);
const dump = endpoint("GET", "/orders.csv", export_);
const ping = endpoint("GET", "/ping", null);

const api: CatalogApi = {
  id: "api_1",
  slug: "orders",
  name: "Orders",
  description: "",
  baseUrl: "https://orders.example",
  ownerId: null,
  ownerName: null,
  createdAt: "2026-11-21T12:00:00.000Z",
  revision: 1,
  endpoints: 5,
  permissions: 3,
  applications: 0,
  endpointList: [list, one, find, dump, ping],
  permissionList: [read, export_, permission("stock:read")],
};

const missing: Part = { api, permission: null, endpoint: null };

describe("ticking endpoints", () => {
  it("grants the endpoint alone until all of its permission are ticked", () => {
    const two = [list, one].reduce((s, e) => tickEndpoint(s, api, e, true), nothing);
    expect(wishesOf(two)).toEqual([
      { api: "orders", endpoint: "GET /orders" },
      { api: "orders", endpoint: "GET /orders/{id}" },
    ]);
    expect(extent(two, api, read)).toBe("some");
    const all = tickEndpoint(two, api, find, true);
    expect(wishesOf(all)).toEqual([{ api: "orders", permission: "orders:read" }]);
    expect(extent(all, api, read)).toBe("all");
  });

  it("turns a permission back into its other endpoints when one is taken away", () => {
    const rest = tickEndpoint(tickPermission(nothing, api, read, true), api, one, false);
    expect(wishesOf(rest)).toEqual([
      { api: "orders", endpoint: "GET /orders" },
      { api: "orders", endpoint: "POST /orders/search" },
    ]);
    expect(isTicked(rest, api, one)).toBe(false);
  });

  it("clears single endpoints when the permission is taken away", () => {
    const some = tickEndpoint(nothing, api, list, true);
    expect(wishesOf(tickPermission(some, api, read, false))).toEqual([]);
  });

  it("leaves an endpoint without permission to itself", () => {
    const ticked = tickEndpoint(tickPermission(nothing, api, read, true), api, ping, true);
    expect(wishesOf(ticked)).toEqual([
      { api: "orders", permission: "orders:read" },
      { api: "orders", endpoint: "GET /ping" },
    ]);
    expect(wishesOf(tickEndpoint(ticked, api, ping, false))).toHaveLength(1);
  });
});

describe("all reads", () => {
  it("takes what only reads, and leaves what is sensitive", () => {
    expect(wishesOf(tickReads(nothing, api))).toEqual([
      { api: "orders", endpoint: "GET /orders" },
      { api: "orders", endpoint: "GET /orders/{id}" },
      { api: "orders", endpoint: "GET /ping" },
      { api: "orders", permission: "stock:read" },
    ]);
  });
});

describe("what an address names", () => {
  it("is found in the catalogue, and ticked", () => {
    const found = partOf([api], "orders GET /orders");
    expect(found).toEqual({ api, permission: read, endpoint: list });
    expect(wishesOf(tickPart(nothing, found ?? missing))).toEqual([
      { api: "orders", endpoint: "GET /orders" },
    ]);
    const whole = partOf([api], "orders orders:export");
    expect(whole).toEqual({ api, permission: export_, endpoint: null });
    expect(isSensitive(whole ?? missing)).toBe(true);
    expect(wishesOf(tickPart(nothing, whole ?? missing))).toEqual([
      { api: "orders", permission: "orders:export" },
    ]);
  });

  it.each([
    "",
    "orders",
    "orders ",
    "sales orders:read",
    "orders GET /other",
    "orders get /orders",
  ])("is nothing where the catalogue has no “%s”", (item) =>
    expect(partOf([api], item)).toBeUndefined(),
  );
});

it("reads back what was granted", () => {
  const known = { id: "api_1", slug: "orders", name: "Orders" } as const;
  const single = {
    id: "end_1",
    method: "GET",
    path: "/orders",
    deprecated: false,
    permission: "orders:read",
  } as const;
  const grants = [
    { api: known, permission: export_, endpoint: null },
    { api: known, permission: null, endpoint: single },
  ];
  expect(wishesOf(selectionOf(grants))).toEqual([
    { api: "orders", permission: "orders:export" },
    { api: "orders", endpoint: "GET /orders" },
  ]);
});
