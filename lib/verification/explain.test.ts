import { describe, expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { type Explanation, explain } from "./explain";
import { type Endpoint, Matcher } from "./matcher";
import { Networks } from "./networks";
import { ask, grant as grantOf, limited, record } from "./testing/questions";
import type { Granted, Standing } from "./usable";
import { type Code, type Question, type Terms, verdict } from "./verdict";

const endpoint = (method: string, path: string, permission: string | null): Endpoint => ({
  id: newId("end"),
  method,
  path,
  permission,
});
const list = endpoint("GET", "/orders", "orders:read");
const refunds = endpoint("POST", "/orders/{orderId}/refund", "orders:refund");
const health = endpoint("GET", "/health", null);
const matcher = new Matcher([list, refunds, health]);
const place = { slug: "acme", api: { id: newId("api"), slug: "orders", name: "Orders API" } };

const grant = (permission: string | null, more: Partial<Granted> = {}) =>
  grantOf({ permission, sensitive: permission === "orders:refund", ...more });
const developer: Standing = { role: "developer", ceiling: "non-sensitive" };

type Case = {
  granted?: Granted[];
  own?: string[] | null;
  standing?: Standing;
  permissions?: string[];
  request?: [method: string, path: string];
};

function explained({ granted = [], own = null, standing = null, permissions = [], request }: Case) {
  const [method = "", path = ""] = request ?? [];
  const question: Question = {
    environment: null,
    granted,
    standing,
    permissions,
    endpoint: request ? matcher.match(method, path) : undefined,
  };
  const finding = record({ permissions: own });
  finding.application.name = "CRM System";
  expect(verdict(finding, question, Date.now())).toBe("INSUFFICIENT_PERMISSIONS");
  const circumstances = { place, matcher, request: { method, path } };
  const { reason, fix } = explain("INSUFFICIENT_PERMISSIONS", finding, question, circumstances);
  const named = fix?.replace(finding.application.id, "app_x").replace(finding.key.id, "key_x");
  return { reason, fix: named };
}

const application = "/acme/applications/app_x";
const keyPage = "/acme/keys/key_x";
const dialog = (name: string, what = "grant") =>
  `${application}/apis?${what}=${encodeURIComponent(`orders ${name}`)}`;

test.each<[string, Case, Explanation]>([
  [
    "no grant on the API",
    { permissions: ["orders:read"] },
    {
      reason:
        "“CRM System” has no grant on Orders API. Grant orders:read of Orders API to “CRM System”.",
      fix: dialog("orders:read"),
    },
  ],
  [
    "nothing asked, nothing granted",
    {},
    {
      reason: "“CRM System” has no grant on Orders API. Grant it what it needs.",
      fix: `${application}/apis`,
    },
  ],
  [
    "a permission that is not granted",
    { granted: [grant("orders:read")], permissions: ["orders:read", "orders:write"] },
    {
      reason:
        "orders:write of Orders API is required, and “CRM System” is not granted it. Grant orders:write of Orders API to “CRM System”.",
      fix: dialog("orders:write"),
    },
  ],
  [
    "an endpoint granted in place of its permission",
    {
      granted: [grant("orders:read", { endpointId: list.id })],
      permissions: ["orders:read"],
    },
    {
      reason:
        "orders:read of Orders API is required, and “CRM System” is not granted it. An endpoint that requires it is granted, which counts for requests to that endpoint only. Grant orders:read of Orders API to “CRM System”.",
      fix: dialog("orders:read"),
    },
  ],
  [
    "a path whose permission is not granted",
    { granted: [grant("orders:read")], request: ["POST", "/orders/42/refund"] },
    {
      reason:
        "POST /orders/{orderId}/refund requires orders:refund of Orders API, and “CRM System” is not granted it. Grant orders:refund of Orders API to “CRM System”.",
      fix: dialog("orders:refund"),
    },
  ],
  [
    "a path that requires nothing and is not granted",
    { granted: [grant("orders:read")], request: ["GET", "/health"] },
    {
      reason:
        "GET /health of Orders API requires no permission, and “CRM System” is not granted it by itself. Grant GET /health of Orders API to “CRM System”.",
      fix: dialog("GET /health"),
    },
  ],
  [
    "what the key's own list leaves out",
    {
      granted: [grant("orders:read"), grant("orders:write")],
      own: ["orders:read"],
      permissions: ["orders:write"],
    },
    {
      reason:
        "“CRM System” is granted orders:write of Orders API, but the key has permissions of its own, which leave it out: orders:read. Add it to the key, or use another key.",
      fix: keyPage,
    },
  ],
  [
    "an endpoint without a permission, and a key with a list",
    {
      granted: [grant(null, { endpointId: health.id }), grant("orders:read")],
      own: ["orders:read"],
      request: ["GET", "/health"],
    },
    {
      reason:
        "“CRM System” is granted GET /health of Orders API, but the key has permissions of its own, and no such key reaches an endpoint that requires none. Use another key.",
      fix: keyPage,
    },
  ],
  [
    "what the owner's role may not",
    { granted: [grant("orders:refund")], standing: developer, permissions: ["orders:refund"] },
    {
      reason:
        "“CRM System” is granted orders:refund of Orders API, but in production the keys of a developer, as the key's owner is, may use only what is not sensitive or was approved. It needs approval for production: have it approved, or give the key another owner.",
      fix: dialog("orders:refund", "request"),
    },
  ],
  [
    "what was approved elsewhere",
    {
      granted: [grant("orders:read", { approvedFor: ["staging"] })],
      standing: { role: "developer", ceiling: "none" },
      request: ["GET", "/orders"],
    },
    {
      reason:
        "“CRM System” is granted orders:read of Orders API, but in production the keys of a developer, as the key's owner is, may use only what was approved. It needs approval for production: have it approved, or give the key another owner.",
      fix: dialog("orders:read", "request"),
    },
  ],
  [
    "an auditor's key",
    {
      granted: [grant("orders:read")],
      standing: { role: "auditor", ceiling: "none" },
    },
    {
      reason:
        "“CRM System” has grants on Orders API, but in production the keys of an auditor, as the key's owner is, may use nothing. Give the key another owner.",
      fix: keyPage,
    },
  ],
  [
    "a departed owner",
    { granted: [grant("orders:read")], standing: "gone" },
    {
      reason:
        "The key's owner is no longer a member of the organization, so the key may do nothing. Give it another owner, or generate a new key.",
      fix: keyPage,
    },
  ],
  [
    "a path with another method",
    { granted: [grant("orders:read")], request: ["delete", "/orders?x=1"] },
    {
      reason:
        "Orders API has no endpoint for DELETE /orders, but for GET. Call it by one of these, or add the endpoint.",
      fix: "/acme/apis/orders",
    },
  ],
  [
    "a path under a prefix",
    { granted: [grant("orders:read")], request: ["GET", "/v1/orders"] },
    {
      reason:
        "Orders API has no endpoint that matches GET /v1/orders, but one that matches /orders. Templates begin where the path that is asked about begins: correct them, or have the gateway cut off what comes before.",
      fix: "/acme/apis/orders",
    },
  ],
  [
    "a path of nothing",
    { granted: [grant("orders:read")], request: ["GET", "/nothing"] },
    {
      reason:
        "Orders API has no endpoint that matches GET /nothing. Add it to the API, or correct the path.",
      fix: "/acme/apis/orders",
    },
  ],
])("%s is explained", (_, given, expected) => {
  expect(explained(given)).toEqual(expected);
});

describe("what a key is limited to", () => {
  const many = Array.from({ length: 7 }, (_, i) => `203.0.113.${i}/32`);
  const said = (code: Code, terms: Partial<Terms>, request?: Question["request"]) => {
    const finding = limited(terms);
    const { reason, fix } = explain(code, finding, ask({ request }), { place });
    expect(fix).toBe(`/acme/keys/${finding.key.id}`);
    expect(explain(code, finding, ask({ request })).reason).not.toMatch(/203\.0|crm\.example/);
    return reason;
  };

  test.each<[string, Code, Partial<Terms>, Question["request"], string]>([
    [
      "a network of others",
      "IP_NOT_ALLOWED",
      { networks: new Networks(many) },
      { ip: "198.51.100.1" },
      "The key may be used from some networks only: 203.0.113.0/32, 203.0.113.1/32, 203.0.113.2/32, 203.0.113.3/32, 203.0.113.4/32 and 2 more. 198.51.100.1 lies in none of them. Use the key from one of them, or add this network to the key.",
    ],
    [
      "no address",
      "IP_NOT_ALLOWED",
      { networks: new Networks(many.slice(0, 1)) },
      {},
      "The key may be used from some networks only: 203.0.113.0/32. From where this request comes was not told. Send it as request.ip.",
    ],
    [
      "another origin",
      "ORIGIN_NOT_ALLOWED",
      { origins: ["https://crm.example"] },
      { origin: "https://evil.example" },
      "The key may be sent from some origins only: https://crm.example. This request has another origin. Use the key from one of them, or add this origin to the key.",
    ],
    [
      "no origin",
      "ORIGIN_NOT_ALLOWED",
      { origins: ["https://crm.example"] },
      undefined,
      "The key may be sent from some origins only: https://crm.example. The origin of this request was not told. Send it as request.origin.",
    ],
    [
      "a time to come",
      "NOT_YET_VALID",
      { notBefore: Date.UTC(2027, 0, 1) },
      undefined,
      "The key is valid from 2027-01-01T00:00:00.000Z on. Wait until then.",
    ],
  ])("%s is explained, to insiders with the list", (_, code, terms, request, words) => {
    expect(said(code, terms, request)).toBe(words);
  });

  test("a key that was replaced is not called revoked", () => {
    const finding = limited({ retiresAt: Date.UTC(2026, 0, 1) });
    const { reason, fix } = explain("REVOKED", finding, ask(), { place });
    expect(reason).toBe(
      "The key was replaced, and its time ended at 2026-01-01T00:00:00.000Z. Use the key that replaces it.",
    );
    expect(fix).toBe(`/acme/applications/${finding.application.id}/keys`);
  });
});

test("a path that servers read in different ways is explained without quoting it", () => {
  const { reason, fix } = explained({
    granted: [grant("orders:read")],
    request: ["GET", "/orders/%2e%2e/health"],
  });
  expect(reason).toContain("dot segment");
  expect(fix).toBeUndefined();
});
