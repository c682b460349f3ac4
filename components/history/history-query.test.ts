import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import {
  addressOf,
  isNarrowed,
  placeOf,
  reachesNow,
  readPlace,
  soughtBy,
  spanOf,
} from "./history-query";

const requestId = newId("req");

test.each([
  [requestId, { requestId }],
  [` ${requestId}\n`, { requestId }],
  ["203.0.113.7", { network: "203.0.113.7" }],
  ["203.0.113.0/24", { network: "203.0.113.0/24" }],
  ["2001:DB8::/48", { network: "2001:DB8::/48" }],
  ["::1", { network: "::1" }],
  ["req_1", null],
  ["orders", null],
  ["cafe", null],
  ["", null],
])("%j is looked for as %j", (text, sought) => {
  expect(soughtBy(text)).toEqual(sought);
});

test("an open row is found again by its place", () => {
  const event = { id: newId("evt"), at: "2026-11-21T12:03:04.083Z" };
  expect(readPlace(placeOf(event))).toEqual({ id: event.id, at: Date.parse(event.at) });
  expect(readPlace(event.id)).toBeNull();
  expect(readPlace(`${placeOf(event)}0000`)).toBeNull();
});

test("an address holds what is given only", () => {
  expect(addressOf("/acme/usage/tail", { outcome: "refused", network: "10.0.0.0/8" })).toBe(
    "/acme/usage/tail?outcome=refused&network=10.0.0.0%2F8",
  );
  expect(addressOf("/acme/usage/tail", {})).toBe("/acme/usage/tail");
});

test("a time is no narrowing, and a range that ended has nothing live", () => {
  expect(isNarrowed({ range: "7d" })).toBe(false);
  expect(isNarrowed({ range: "7d", gate: "a" })).toBe(true);
  expect(isNarrowed({ key: "key_1" }, { key: "key_1" })).toBe(false);
  expect(isNarrowed({ outcome: "VALID" }, {}, ["gate"])).toBe(false);
  const now = Date.parse("2026-11-03T00:00:00Z");
  expect(spanOf({}, now).from).toBe("2026-11-02T00:00:00.000Z");
  expect(spanOf({ range: "custom" }, now).range).toBe("24h");
  const ended = { range: "custom", from: "2026-11-01T00:00:00Z", to: "2026-11-02T00:00:00Z" };
  expect(reachesNow(ended, now)).toBe(false);
  expect(spanOf(ended, now)).toEqual(ended);
  expect(reachesNow({ range: "24h" }, Date.now())).toBe(true);
});
