import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { asksInWords, type RequestItem } from "./summary";

const grants = (items: RequestItem[]) =>
  asksInWords({ kind: "grants", items, environments: ["production"] });

const item = (name: string, sensitive = false): RequestItem => ({
  id: newId("grt"),
  api: { id: newId("api"), slug: "orders", name: "Orders" },
  permission: { id: newId("prm"), name, description: "" },
  endpoint: null,
  sensitive,
});

test("of several that are asked for, what is sensitive is named", () => {
  expect(grants([item("invoices:read"), item("orders:refund", true)])).toBe(
    "orders:refund and 1 more",
  );
  expect(grants([item("orders:read"), item("orders:write")])).toBe("orders:read and 1 more");
  expect(grants([item("orders:read")])).toBe("orders:read");
  expect(grants([])).toBe("nothing that is still in the catalogue");
});

test("a key is asked for by its environment", () => {
  expect(asksInWords({ kind: "key", items: [], environments: ["production"] })).toBe(
    "a production key",
  );
});
