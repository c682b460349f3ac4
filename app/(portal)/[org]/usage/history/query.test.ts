import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { historyQuery } from "./query";

const application = newId("app");

test("filters that mean something are kept as they stand in the address", () => {
  const asked = { outcome: "refused", network: "203.0.113.0/24", gate: "a:1", api: "orders" };
  expect(historyQuery(asked)).toMatchObject(asked);
});

test("what can't be understood is left out", () => {
  const asked = {
    outcome: "GREEN",
    network: "here",
    key: "key_1",
    range: "forever",
    environment: ["production", "staging"],
    requestId: "",
  };
  expect(Object.values(historyQuery(asked)).filter(Boolean)).toEqual([]);
});

test("nothing in the address goes beyond the scope", () => {
  expect(historyQuery({ application: newId("app") }, { application })).toMatchObject({
    application,
  });
});

test("times are of a custom range only, and what is marked in the charts comes first", () => {
  const [from, to] = ["2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"];
  const [hfrom, hto] = ["2026-11-01T10:00:00Z", "2026-11-01T11:00:00Z"];
  expect(historyQuery({ range: "custom", from, to })).toEqual({ range: "custom", from, to });
  for (const asked of [
    { from, to },
    { range: "custom" },
    { range: "custom", from: to, to: from },
  ]) {
    expect(historyQuery(asked)).toEqual({});
  }
  expect(historyQuery({ range: "7d", hfrom, hto })).toEqual({
    range: "custom",
    from: hfrom,
    to: hto,
  });
  expect(historyQuery({ range: "7d", hfrom: hto, hto: hfrom })).toEqual({ range: "7d" });
});
