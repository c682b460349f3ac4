import { describe, expect, it } from "vitest";
import { newId } from "@/lib/ids";
import type { UsageEvent } from "@/lib/usage/summary";
import { codes } from "@/lib/verification/verdict";
import { explainEvent, type KeyNow } from "./explain-event";

const key = { id: newId("key"), name: "ci", sharedKey: null };
const application = { id: newId("app"), name: "CRM" };
const api = { id: newId("api"), name: "Orders", slug: "orders" };

const event = (changes: Partial<UsageEvent>): UsageEvent => ({
  id: newId("evt"),
  at: "2026-11-21T12:00:00.000Z",
  organizationId: newId("org"),
  requestId: newId("req"),
  application,
  key,
  api,
  endpoint: { id: newId("end"), method: "GET", path: "/orders" },
  method: "GET",
  path: "/orders",
  environment: "production",
  outcome: "VALID",
  cost: 1,
  network: "203.0.113.7",
  userAgent: null,
  tags: [],
  gate: null,
  latencyMicros: 80,
  oneOf: 1,
  ...changes,
});
const explain = (event: UsageEvent, now?: KeyNow) =>
  explainEvent(event, { slug: "acme", now, when: (at) => `the time ${at}` });
const of = (changes: Partial<UsageEvent>) => explain(event(changes));
const active = { status: "active", expiresAt: null, notBefore: null } as const;

describe("a verdict of the history", () => {
  it("has words for every code, and what to do about every refusal", () => {
    for (const outcome of codes) {
      const { reason, remedy } = of({ outcome });
      expect(reason).toMatch(/^[A-Z].*\.$/);
      if (outcome === "VALID") expect(remedy).toBeNull();
      else expect(remedy).toMatch(/^[A-Z].*\.$/);
    }
    expect(of({ outcome: "CUSTOM" }).reason).toBe("The verdict was CUSTOM.");
    expect(of({ outcome: "constructor" }).remedy).toBeNull();
  });

  it("says what was compared, as far as it is known and may be told", () => {
    const outcome = "IP_NOT_ALLOWED";
    expect(of({ outcome }).reason).toContain("203.0.113.7 lay in none of them");
    expect(of({ outcome, network: "203.0.113.0/24" }).reason).toContain(
      "The caller's address, in 203.0.113.0/24, lay",
    );
    expect(of({ outcome, network: null }).remedy).toBe("Send it as request.ip.");
    const { network: _, ...unknown } = event({ outcome });
    expect(explain(unknown).reason).not.toContain("203.0.113.7");
    expect(of({ outcome: "WRONG_ENVIRONMENT" }).reason).toContain("for production");
    expect(of({ outcome: "RATE_LIMITED", cost: 5 }).reason).toContain("had a cost of 5");
  });

  it("tells a missing grant from a request that matches no endpoint", () => {
    const outcome = "INSUFFICIENT_PERMISSIONS";
    expect(of({ outcome })).toMatchObject({
      reason: expect.stringContaining("may not use GET /orders of Orders: “CRM” is not granted it"),
      fix: `/acme/applications/${application.id}/apis`,
    });
    expect(of({ outcome, endpoint: null, path: null, method: "PUT" })).toMatchObject({
      reason: "Orders has no endpoint that matches this PUT request.",
      fix: "/acme/apis/orders",
    });
    expect(of({ outcome, endpoint: null, path: null, method: null }).reason).toContain(
      "may not use Orders",
    );
  });

  it("leads to where it can be put right, unless the key is unknown", () => {
    expect(of({ outcome: "DISABLED" }).fix).toBe(`/acme/keys/${key.id}`);
    expect(of({ outcome: "REVOKED" }).fix).toBe(`/acme/applications/${application.id}/keys`);
    expect(of({ outcome: "NOT_FOUND", key: null, application: null }).fix).toBeUndefined();
    expect(of({ outcome: "VALID" }).fix).toBeUndefined();
  });

  it("says what is otherwise by now", () => {
    const since = (outcome: string, now: KeyNow) => explain(event({ outcome }), now).since;
    expect(since("VALID", active)).toBeNull();
    expect(since("DISABLED", active)).toBe("By now the key is active.");
    expect(since("VALID", { ...active, status: "revoked" })).toBe("By now the key is revoked.");
    expect(since("REVOKED", { ...active, status: "revoked" })).toBeNull();
    const expired = {
      ...active,
      status: "expired",
      expiresAt: "2026-11-20T00:00:00.000Z",
    } as const;
    expect(explain(event({ outcome: "EXPIRED" }), expired)).toMatchObject({
      reason: "The key expired on the time 2026-11-20T00:00:00.000Z.",
      since: null,
    });
  });
});
