import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { textField } from "@/lib/fields";
import { readDocument } from "./read-document";

const ofPaths = (paths: Record<string, unknown>, rest: Record<string, unknown> = {}) =>
  readDocument({ openapi: "3.1.0", ...rest, paths });

const oauth = (scopes: Record<string, string>) => ({
  type: "oauth2",
  flows: { authorizationCode: { scopes } },
});

describe("the permissions of a document", () => {
  const withScopes = (security: unknown, rest: Record<string, unknown> = {}) =>
    ofPaths(
      { "/orders": { get: { security, tags: ["Orders"] } } },
      {
        components: {
          securitySchemes: {
            login: oauth({ "orders:read": "Read\n orders.", "orders:admin": "All." }),
            oidc: { type: "openIdConnect", openIdConnectUrl: "https://id.example" },
            other: { $ref: "#/components/securitySchemes/login" },
            key: { type: "apiKey" },
          },
        },
        ...rest,
      },
    );
  const of = (security: unknown, rest?: Record<string, unknown>) => {
    const wanted = withScopes(security, rest);
    const [endpoint] = wanted.endpoints;
    const { permission = "", declared, note } = endpoint ?? {};
    return [permission, declared, wanted.permissions.get(permission), note];
  };
  const proposed = ["orders:read", false, "", undefined];

  it("come from the scopes that an operation demands", () => {
    const declared = ["orders:read", true, "Read orders.", undefined];
    expect(of([{ login: ["orders:read"] }])).toEqual(declared);
    expect(of([{ other: ["orders:read"] }])).toEqual(declared);
    expect(of([{ oidc: ["orders:cancel"] }])).toEqual(["orders:cancel", true, "", undefined]);
    expect(of(undefined, { security: [{ login: ["orders:read"] }] })).toEqual(declared);
    expect(of([], { security: [{ login: ["orders:read"] }] })).toEqual(proposed);
  });

  it("are the first of several, which is said", () => {
    const note = "Names orders:admin too; an endpoint requires one permission.";
    const first = ["orders:read", true, "Read orders.", note];
    expect(of([{ login: ["orders:read", "orders:admin"] }])).toEqual(first);
    expect(of([{ key: [] }, { login: ["orders:read"] }, { login: ["orders:admin"] }])).toEqual(
      first,
    );
    expect(of([{ login: ["repo"] }, { oidc: ["orders:cancel"] }])).toEqual([
      "orders:cancel",
      true,
      "",
      "Names repo too; an endpoint requires one permission.",
    ]);
  });

  it("are proposed by tag where no scope says one", () => {
    expect(of(undefined)).toEqual(proposed);
    expect(of([{ key: [] }])).toEqual(proposed);
    expect(of([{ key: ["orders:admin"] }])).toEqual(proposed);
    expect(of([{ unknown: ["orders:admin"] }])).toEqual(proposed);
    expect(of([{ login: ["repo", "gist"] }])).toEqual([
      "orders:read",
      false,
      "",
      "By tag: repo, gist names no resource and action.",
    ]);
    expect(
      of(undefined, { tags: [{ name: "Orders", description: "What was *ordered*." }] }),
    ).toEqual(["orders:read", false, "What was *ordered*.", undefined]);
    expect(of("nonsense")).toEqual(proposed);
    expect(of([null, 1, { login: "orders:read" }, { login: [1, null] }])).toEqual(proposed);
  });

  it("have descriptions that a permission may have", { timeout: 30_000 }, () => {
    const description = textField(500);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 700 }), (text) => {
        const { permissions, endpoints } = ofPaths(
          { "/orders": { get: { summary: text, tags: ["Orders"] } } },
          { tags: [{ name: "Orders", description: text }] },
        );
        const told = permissions.get("orders:read") ?? "";
        expect(description.parse(told)).toBe(told);
        const summary = endpoints[0]?.summary ?? "";
        expect(textField(200).parse(summary)).toBe(summary);
      }),
    );
  });
});
