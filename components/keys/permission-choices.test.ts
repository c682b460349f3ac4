import { expect, it } from "vitest";
import type { CatalogApi } from "@/lib/catalog/summary";
import type { GrantSummary } from "@/lib/grants/summary";
import { choicesFrom, choicesOf, connectedApis, narrows, stillGranted } from "./permission-choices";

const orders = { id: "api_1", slug: "orders", name: "Orders" } as const;
const billing = { id: "api_2", slug: "billing", name: "Billing" } as const;

const grant = (change: Partial<GrantSummary>): GrantSummary => ({
  id: "grt_1",
  api: orders,
  permission: null,
  endpoint: null,
  sensitive: false,
  reason: "",
  createdAt: "2026-11-21T12:00:00.000Z",
  createdBy: "mem_1",
  createdByName: "Olive",
  approvedFor: [],
  approvedBy: null,
  approvedByName: null,
  closedToDevelopers: [],
  ...change,
});

const permission = (name: string, sensitive = false) =>
  ({ id: `prm_${name}`, name, sensitive }) as const;

const endpoint = (required: string | null) =>
  ({ id: "end_1", method: "GET", path: "/x", deprecated: false, permission: required }) as const;

const grants = [
  grant({ permission: permission("orders:write") }),
  grant({
    permission: permission("orders:refund", true),
    sensitive: true,
    closedToDevelopers: ["staging", "production"],
  }),
  grant({ endpoint: endpoint("orders:read"), closedToDevelopers: ["production"] }),
  grant({ permission: permission("orders:read") }),
  grant({ endpoint: endpoint(null) }),
  grant({ api: billing, permission: permission("bills:read") }),
];

it("offers what the application is granted, by API and name, each once", () => {
  const choice = (name: string) => ({ name, sensitive: false, closed: [] });
  const refund = { name: "orders:refund", sensitive: true };
  expect(choicesOf(grants, true)).toEqual([
    { api: "Billing", permissions: [choice("bills:read")] },
    {
      api: "Orders",
      permissions: [
        choice("orders:read"),
        { ...refund, closed: ["staging", "production"] },
        choice("orders:write"),
      ],
    },
  ]);
  expect(choicesOf(grants, false)[1]?.permissions[1]).toEqual({ ...refund, closed: [] });
  expect(choicesOf([grant({ endpoint: endpoint(null) })], true)).toEqual([]);
});

it("keeps of a key's permissions those that are granted still", () => {
  const groups = choicesOf(grants, true);
  expect(stillGranted(["orders:write", "gone:read", "bills:read"], groups)).toEqual([
    "orders:write",
    "bills:read",
  ]);
});

it("offers what is about to be granted", () => {
  const read = {
    ...permission("orders:read"),
    apiId: "api_1",
    description: "",
    revision: 1,
  } as const;
  const api: CatalogApi = {
    ...orders,
    description: "",
    baseUrl: "https://x.example",
    ownerId: null,
    ownerName: null,
    createdAt: "2026-11-21T12:00:00.000Z",
    revision: 1,
    endpoints: 1,
    permissions: 1,
    applications: 0,
    endpointList: [
      {
        id: "end_1",
        apiId: "api_1",
        method: "GET",
        path: "/x",
        summary: "",
        deprecated: false,
        permission: read,
        revision: 1,
      },
    ],
    permissionList: [read],
  };
  const expected = [
    { api: "Orders", permissions: [{ name: "orders:read", sensitive: false, closed: [] }] },
  ];
  expect(choicesFrom([api], new Set(["orders GET /x"]))).toEqual(expected);
  expect(choicesFrom([api], new Set(["orders orders:read"]))).toEqual(expected);
  expect(choicesFrom([api], new Set(["sales orders:read"]))).toEqual([]);
});

it("names each API that something is granted of, once", () => {
  expect(connectedApis(grants)).toEqual([
    { slug: "billing", name: "Billing" },
    { slug: "orders", name: "Orders" },
  ]);
});

it("tells what is taken away from what is only given", () => {
  const groups = choicesOf(grants, false);
  expect(narrows(null, ["orders:read"], groups)).toBe(true);
  expect(narrows(["orders:read"], [], groups)).toBe(true);
  expect(narrows(["orders:read"], ["orders:write", "orders:read"], groups)).toBe(false);
  expect(narrows(["orders:read"], null, groups)).toBe(false);
});
