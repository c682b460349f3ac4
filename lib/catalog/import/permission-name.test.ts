import fc from "fast-check";
import { expect, it, test } from "vitest";
import { isPermissionName } from "@/lib/catalog/fields";
import { permissionOfPath, permissionOfScope, permissionOfTag } from "./permission-name";

it.each([
  ["orders:read", "orders:read"],
  ["read:orders", "read:orders"],
  ["file_content:read", "file_content:read"],
  ["Orders:Read", "orders:read"],
  [" orders:read ", "orders:read"],
  ["orders.read", "orders:read"],
  ["Orders.Read.All", "orders.read:all"],
  ["orders/read", "orders:read"],
  ["user:read:email", "user:read.email"],
  ["https://www.googleapis.com/auth/drive.readonly", "drive:readonly"],
  ["https://api.example.com/orders/orders.write", "orders:write"],
  ["https://graph.example/Mail.Send", "mail:send"],
  ["api://0b1c/Orders.Read", "orders:read"],
  ["urn:zitadel:iam:org", "urn:zitadel.iam.org"],
  ["repo", null],
  ["openid", null],
  ["https://example.com/auth/plus", null],
  ["https://example.com/", null],
  ["orders:", null],
  [":read", null],
  ["1:2", null],
  ["", null],
  ["订单:read", null],
  [`${"a".repeat(60)}:read`, `${"a".repeat(50)}:read`],
  ["x".repeat(10_000), null],
])("the scope %j becomes %j", (scope, name) => {
  expect(permissionOfScope(scope)).toBe(name);
});

it.each([
  ["Orders", "GET", "orders:read"],
  ["Orders", "HEAD", "orders:read"],
  ["Orders", "OPTIONS", "orders:read"],
  ["Orders", "POST", "orders:write"],
  ["Orders", "DELETE", "orders:write"],
  ["Cardano » Blocks", "GET", "cardano-blocks:read"],
  ["AstronomicalObject", "GET", "astronomical-object:read"],
  ["Überweisungen", "PUT", "uberweisungen:write"],
  ["APIs", "GET", "apis:read"],
  ["2nd level", "GET", "nd-level:read"],
  ["orders.v2_beta", "GET", "orders-v2-beta:read"],
  ["订单", "GET", null],
  ["", "GET", null],
])("the tag %j of %s becomes %j", (tag, method, name) => {
  expect(permissionOfTag(tag, method)).toBe(name);
});

it.each([
  ["/core/version", "core:read"],
  ["/api/v2/orders/{id}", "orders:read"],
  ["/v1.2/{tenant}/Orders", "orders:read"],
  ["/{id}", "api:read"],
  ["/", "api:read"],
])("the path %s becomes %s", (path, name) => {
  expect(permissionOfPath(path, "GET")).toBe(name);
});

test("whatever is given, a name is a permission's", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), fc.webUrl(), (text, url) => {
      const names = [
        permissionOfScope(text),
        permissionOfScope(url),
        permissionOfTag(text, "POST"),
        permissionOfPath(`/${text}`, "GET"),
      ];
      for (const name of names) if (name !== null) expect(isPermissionName(name)).toBe(true);
    }),
  );
});
