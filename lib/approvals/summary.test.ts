import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { asksInWords, type RequestItem } from "./summary";

const item = (name: string, sensitive = false): RequestItem => ({
  id: newId("grt"),
  api: { id: newId("api"), slug: "orders", name: "Orders" },
  permission: { id: newId("prm"), name, description: "" },
  endpoint: null,
  sensitive,
});

test("of several that are asked for, what is sensitive is named", () => {
  expect(asksInWords([item("invoices:read"), item("orders:refund", true)])).toBe(
    "orders:refund and 1 more",
  );
  expect(asksInWords([item("orders:read"), item("orders:write")])).toBe("orders:read and 1 more");
  expect(asksInWords([item("orders:read")])).toBe("orders:read");
  expect(asksInWords([])).toBe("nothing that is still in the catalogue");
});
