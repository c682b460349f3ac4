import { describe, expect, it } from "vitest";
import { type ApplicationId, newId } from "@/lib/ids";
import { type PresentEndpoint, type PresentPermission, planImport } from "./plan";
import type { AbsentItem } from "./result";
import type { Wanted, WantedEndpoint } from "./wanted";

const permission = (name: string, description = "By hand."): PresentPermission => ({
  id: newId("prm"),
  name,
  description,
  sensitive: false,
});

const endpoint = (name: string, required?: PresentPermission): PresentEndpoint => {
  const [method = "", path = ""] = name.split(" ");
  return {
    id: newId("end"),
    method: method as PresentEndpoint["method"],
    path,
    summary: "By hand.",
    deprecated: false,
    permissionId: required?.id ?? null,
  };
};

const wish = (name: string, rest: Partial<WantedEndpoint> = {}): WantedEndpoint => {
  const [method = "", path = ""] = name.split(" ");
  return {
    method: method as WantedEndpoint["method"],
    path,
    summary: "",
    deprecated: false,
    permission: "orders:read",
    declared: false,
    ...rest,
  };
};

const wanted = (endpoints: WantedEndpoint[], described: Record<string, string> = {}): Wanted => ({
  openapi: "3.1.0",
  title: "",
  version: "",
  server: null,
  endpoints,
  permissions: new Map(endpoints.map(({ permission: name }) => [name, described[name] ?? ""])),
  skipped: [],
});

const crm = { id: newId("app") as ApplicationId, name: "CRM" };
const shop = { id: newId("app") as ApplicationId, name: "Shop" };
const none = { count: 0, first: [] };
const all = () => true;
const nothing = () => false;

const grant = (
  application: typeof crm,
  what: { permission: PresentPermission } | { endpoint: PresentEndpoint },
) => ({
  id: newId("grt"),
  application,
  permissionId: "permission" in what ? what.permission.id : null,
  endpointId: "endpoint" in what ? what.endpoint.id : null,
});

const names = (items: { name: string }[]) => items.map(({ name }) => name);

describe("an import into an empty API", () => {
  it("adds every endpoint and each permission once", () => {
    const plan = planImport(
      { endpoints: [], permissions: [], grants: [] },
      wanted([wish("GET /a", { note: "Said." }), wish("GET /b")], { "orders:read": "Read." }),
      all,
    );
    expect(plan.added).toEqual([
      {
        kind: "endpoint",
        name: "GET /a",
        method: "GET",
        path: "/a",
        summary: "",
        deprecated: false,
        permission: "orders:read",
        note: "Said.",
      },
      expect.objectContaining({ kind: "endpoint", name: "GET /b" }),
      { kind: "permission", name: "orders:read", description: "Read." },
    ]);
    expect({ ...plan, added: [] }).toEqual({
      added: [],
      changed: [],
      removed: [],
      kept: [],
      unchanged: { endpoints: 0, permissions: 0 },
      affectedGrants: [],
      skipped: [],
    });
  });
});

describe("what stands already", () => {
  const read = permission("orders:read");
  const admin = permission("orders:admin");
  const a = endpoint("GET /a/{id}", read);
  const present = { endpoints: [a], permissions: [read, admin], grants: [] };

  it("stays as it is where the document says nothing else", () => {
    const plan = planImport(present, wanted([wish("GET /a/{id}")]), nothing);
    expect([plan.added, plan.changed, plan.removed]).toEqual([[], [], []]);
    expect(plan.unchanged).toEqual({ endpoints: 1, permissions: 1 });
    expect(names(plan.kept)).toEqual(["orders:admin"]);
  });

  it("is the same though a parameter is called otherwise", () => {
    const plan = planImport(present, wanted([wish("GET /a/{other}", { deprecated: true })]), all);
    expect(plan.added).toEqual([]);
    expect(plan.changed).toEqual([
      {
        kind: "endpoint",
        id: a.id,
        name: "GET /a/{id}",
        method: "GET",
        before: { path: "/a/{id}", deprecated: false },
        after: { path: "/a/{other}", deprecated: true },
      },
    ]);
  });

  it("keeps its summary where the document has none, and its permission where it only proposes", () => {
    const { changed } = planImport(
      present,
      wanted([wish("GET /a/{id}", { permission: "a:read", summary: "Of the document." })]),
      nothing,
    );
    expect(changed).toMatchObject([
      { before: { summary: "By hand." }, after: { summary: "Of the document." } },
    ]);
    expect(names(changed)).toEqual(["GET /a/{id}"]);
    const open = { ...present, endpoints: [endpoint("GET /a/{id}")] };
    const plan = planImport(open, wanted([wish("GET /a/{id}", { permission: "a:read" })]), nothing);
    expect([plan.added, plan.changed]).toEqual([[], []]);
  });

  it("requires what the document names by a scope", () => {
    const { added, changed } = planImport(
      present,
      wanted([wish("GET /a/{id}", { permission: "a:read", declared: true })]),
      nothing,
    );
    expect(changed).toMatchObject([
      { before: { permission: "orders:read" }, after: { permission: "a:read" } },
    ]);
    expect(names(added)).toEqual(["a:read"]);
  });

  it("is marked where it would require no sensitive permission any more", () => {
    const guarded = { ...present, permissions: [{ ...read, sensitive: true }, admin] };
    const moved = (name: string) =>
      planImport(
        guarded,
        wanted([wish("GET /a/{id}", { permission: name, declared: true })]),
        nothing,
      ).changed;
    const note = expect.stringContaining("more keys may call it");
    expect(moved("orders:admin")).toMatchObject([{ note }]);
    expect(moved("a:read")[0]).not.toHaveProperty("note");
  });

  it("keeps the description of a permission, unless it has none", () => {
    const bare = permission("a:read", "");
    const { changed, unchanged } = planImport(
      { endpoints: [], permissions: [bare, read], grants: [] },
      wanted([wish("GET /a", { permission: "a:read" }), wish("GET /b")], {
        "a:read": "Read.",
        "orders:read": "Of the document.",
      }),
      nothing,
    );
    expect(changed).toEqual([
      {
        kind: "permission",
        id: bare.id,
        name: "a:read",
        before: { description: "" },
        after: { description: "Read." },
      },
    ]);
    expect(unchanged.permissions).toBe(1);
  });
});

describe("what the document does not have", () => {
  const read = permission("orders:read");
  const admin = permission("orders:admin");
  const [a, b, c] = [
    endpoint("GET /a", read),
    endpoint("GET /b", admin),
    endpoint("PUT /b", admin),
  ];
  const grants = [
    grant(crm, { endpoint: b }),
    grant(shop, { permission: admin }),
    grant(shop, { permission: read }),
  ];
  const present = { endpoints: [a, b, c], permissions: [read, admin], grants };
  const document = wanted([wish("GET /a")]);

  it("goes, with the permission that nothing requires any more and with its grants", () => {
    const { removed, kept, affectedGrants } = planImport(present, document, all);
    expect(names(removed)).toEqual(["GET /b", "PUT /b", "orders:admin"]);
    expect(kept).toEqual([]);
    expect(removed.map(({ grantedTo }) => grantedTo.first)).toEqual([["CRM"], [], ["Shop"]]);
    expect(affectedGrants).toEqual([
      {
        application: crm,
        grant: "GET /b",
        effect: "removed",
        loses: { count: 1, first: ["GET /b"] },
        gains: none,
      },
      {
        application: shop,
        grant: "orders:admin",
        effect: "removed",
        loses: { count: 2, first: ["GET /b", "PUT /b"] },
        gains: none,
      },
    ]);
  });

  it("stays where it is not asked to go", () => {
    const { removed, kept, affectedGrants } = planImport(present, document, nothing);
    expect(removed).toEqual([]);
    expect(names(kept)).toEqual(["GET /b", "PUT /b", "orders:admin"]);
    expect(affectedGrants).toEqual([]);
  });

  it("goes one by one, a permission only after the last endpoint that requires it", () => {
    const chosen = new Set<string>([b.id, admin.id]);
    const isChosen = ({ id }: AbsentItem) => chosen.has(id);
    const { removed, kept } = planImport(present, document, isChosen);
    expect(names(removed)).toEqual(["GET /b"]);
    expect(kept).toMatchObject([
      { name: "PUT /b" },
      { name: "orders:admin", note: "Endpoints that stay require it." },
    ]);
  });

  it("keeps others out that can't be told apart from it", () => {
    const within = endpoint("GET /a{x}");
    const old = { endpoints: [within], permissions: [], grants: [] };
    const stays = planImport(old, wanted([wish("GET /{x}a")]), nothing);
    expect(stays.added).toEqual([]);
    const reason = expect.stringContaining("GET /a{x}");
    expect(stays.skipped).toEqual([{ method: "GET", path: "/{x}a", reason }]);
    const goes = planImport(old, wanted([wish("GET /{x}a")]), all);
    expect(names(goes.added)).toEqual(["GET /{x}a", "orders:read"]);
    expect(goes.skipped).toEqual([]);
  });
});

describe("the grants of a permission", () => {
  it("reach what is added, and not what requires another one now", () => {
    const read = permission("orders:read");
    const admin = permission("orders:admin");
    const a = endpoint("GET /a", read);
    const grants = [
      grant(crm, { permission: read }),
      grant(shop, { permission: admin }),
      grant(shop, { endpoint: a }),
    ];
    const { affectedGrants } = planImport(
      { endpoints: [a], permissions: [read, admin], grants },
      wanted([
        wish("GET /a", { permission: "orders:admin", declared: true }),
        ...Array.from({ length: 7 }, (_, n) => wish(`GET /new/${n}`)),
      ]),
      nothing,
    );
    expect(affectedGrants).toEqual([
      {
        application: crm,
        grant: "orders:read",
        effect: "changed",
        loses: { count: 1, first: ["GET /a"] },
        gains: {
          count: 7,
          first: ["GET /new/0", "GET /new/1", "GET /new/2", "GET /new/3", "GET /new/4"],
        },
      },
      {
        application: shop,
        grant: "orders:admin",
        effect: "changed",
        loses: none,
        gains: { count: 1, first: ["GET /a"] },
      },
    ]);
  });
});
