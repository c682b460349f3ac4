import { describe, expect, test } from "vitest";
import { type Audience, publishedStatus, type Said, type Standings } from "./published";

const api = (defines: string[], permissions = defines, isEmpty = false): Audience => ({
  defines: new Set(defines),
  usable: { permissions, endpoints: new Set(), isEmpty },
});

const well: Standings = {
  key: "active",
  isOver: false,
  application: "active",
  isDeleted: false,
  isOwnerGone: false,
};
const orders = api(["orders:read", "orders:write"], ["orders:read"]);
const said: Said = { audience: [orders], scope: ["orders:read"] };

describe("by the state of the key and what it hangs on", () => {
  test.each<[string, Partial<Standings>, string]>([
    ["all is well", {}, "valid"],
    ["revoked", { key: "revoked" }, "revoked"],
    ["expired", { key: "expired" }, "revoked"],
    ["deleted, past its end or its rotation", { isOver: true }, "revoked"],
    ["application or organization deleted", { isDeleted: true }, "revoked"],
    ["deleted, and disabled", { isDeleted: true, key: "disabled" }, "revoked"],
    ["over, and of an owner who is gone", { isOver: true, isOwnerGone: true }, "revoked"],
    ["revoked, of an inactive application", { key: "revoked", application: "inactive" }, "revoked"],
    ["disabled", { key: "disabled" }, "suspended"],
    ["quarantined", { key: "quarantined" }, "suspended"],
    ["application inactive", { application: "inactive" }, "suspended"],
    ["owner gone", { isOwnerGone: true }, "suspended"],
    ["a row that can't be understood", { key: null }, "suspended"],
    ["an application that can't be understood", { application: null }, "suspended"],
  ])("%s", (_, facts, status) => {
    expect(publishedStatus({ ...well, ...facts }, said)).toBe(status);
    const none = { audience: [null], scope: ["orders:read"] };
    const worse = status === "valid" ? "suspended" : status;
    expect(publishedStatus({ ...well, ...facts }, none)).toBe(worse);
  });
});

describe("by what its token says", () => {
  const billing = api(["bills:read"]);
  test.each<[string, Said, string]>([
    ["what is granted", said, "valid"],
    ["less than is granted", { audience: [orders], scope: [] }, "valid"],
    [
      "what each API of two grants",
      { audience: [orders, billing], scope: ["bills:read"] },
      "valid",
    ],
    ["an API that is gone", { audience: [orders, null], scope: ["orders:read"] }, "suspended"],
    ["no API", { audience: [], scope: [] }, "suspended"],
    [
      "an API on which it may nothing",
      { audience: [api(["a:b"], [], true)], scope: [] },
      "suspended",
    ],
    [
      "one of two on which it may nothing",
      { audience: [orders, api(["a:b"], [], true)], scope: ["orders:read"] },
      "suspended",
    ],
    ["a permission not granted", { audience: [orders], scope: ["orders:write"] }, "suspended"],
    [
      "a permission that nobody defines",
      { audience: [orders], scope: ["bills:read"] },
      "suspended",
    ],
    [
      "a name that one API grants and another defines without granting it",
      { audience: [orders, api(["orders:read", "x:y"], ["x:y"])], scope: ["orders:read"] },
      "suspended",
    ],
    [
      "a name that two APIs define and grant",
      { audience: [orders, api(["orders:read"])], scope: ["orders:read"] },
      "valid",
    ],
    ["endpoints only", { audience: [api(["a:b"], [])], scope: [] }, "valid"],
  ])("%s", (_, token, status) => {
    expect(publishedStatus(well, token)).toBe(status);
  });
});
