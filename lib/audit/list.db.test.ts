import { describe, expect, it } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { newId } from "@/lib/ids";
import { failure } from "@/lib/testing/failure";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { listAuditEvents } from "./list";
import { recordAudit } from "./record";

testDatabase();

async function record(
  { owner, admin }: MintedOrganization,
  actions: string[],
  outcome: "success" | "refused" = "success",
) {
  for (const action of actions) {
    await transact(owner, (tx) =>
      recordAudit(tx, admin, {
        action,
        outcome,
        target: { kind: "key", id: newId("key"), name: "ci" },
        before: { name: "old", same: 1 },
        after: { name: "new", same: 1 },
      }),
    );
  }
}

describe("the audit log", () => {
  it("tells who did what, where and what differed, newest first", async () => {
    const organization = await mintOrganization();
    const { auditor, admin } = organization;
    await record(organization, ["key.created", "key.revoked"]);
    const { data, total } = await listAuditEvents(auditor, {});
    expect(total).toBe(2);
    expect(data[0]).toMatchObject({
      action: "key.revoked",
      actor: { kind: "member", id: admin.id, name: admin.name },
      target: { kind: "key", name: "ci" },
      network: "203.0.113.7",
      userAgent: "vitest",
      requestId: admin.origin.requestId,
      before: { name: "old" },
      after: { name: "new" },
    });
  });

  it("is filtered by action, actor, outcome, target and time", async () => {
    const organization = await mintOrganization();
    const { auditor, admin, owner } = organization;
    await record(organization, ["key.created", "key.revoked", "keyring.made"]);
    await record(organization, ["api.deleted"], "refused");
    const total = async (query: object) => (await listAuditEvents(auditor, query)).total;
    const [latest] = (await listAuditEvents(auditor, {})).data;
    expect(await total({ action: "key.revoked" })).toBe(1);
    expect(await total({ action: "key." })).toBe(2);
    expect(await total({ action: "key" })).toBe(0);
    expect(await total({ actor: admin.id })).toBe(4);
    expect(await total({ actor: owner.id })).toBe(0);
    expect(await total({ outcome: "refused" })).toBe(1);
    expect(await total({ target: latest?.target?.id })).toBe(1);
    expect(await total({ from: latest?.occurredAt, to: "9999-01-01T00:00:00Z" })).toBeGreaterThan(
      0,
    );
    expect(await total({ to: "2001-01-01T00:00:00Z" })).toBe(0);
    expect(await total({ application: newId("app") })).toBe(0);
  });

  it("gives each event once over all pages", async () => {
    const organization = await mintOrganization();
    await record(
      organization,
      Array.from({ length: 7 }, (_, n) => `key.made${"a".repeat(n)}`),
    );
    const seen: string[] = [];
    let after: string | null | undefined;
    do {
      const page = await listAuditEvents(organization.owner, { limit: 3, ...(after && { after }) });
      seen.push(...page.data.map((event) => event.id));
      after = page.nextCursor;
    } while (after);
    expect(new Set(seen).size).toBe(7);
    expect(seen).toHaveLength(7);
  });

  it("shows a developer what concerns an application of their own, nothing else", async () => {
    const organization = await mintOrganization();
    const { developer, admin } = organization;
    const crm = { name: "CRM", baseUrl: "https://crm.example" };
    const own = await createApplication(developer, crm);
    const other = await createApplication(admin, { ...crm, name: "Shop" });
    expect((await listAuditEvents(developer, { application: own.id })).data).toMatchObject([
      { action: "application.created", applicationId: own.id },
    ]);
    expect((await failure(listAuditEvents(developer, {}))).code).toBe("FORBIDDEN");
    expect((await failure(listAuditEvents(developer, { application: other.id }))).code).toBe(
      "FORBIDDEN",
    );
    const stranger = (await mintOrganization()).developer;
    const foreign = await failure(listAuditEvents(stranger, { application: own.id }));
    const missing = await failure(listAuditEvents(stranger, { application: newId("app") }));
    expect([foreign.status, foreign.message]).toEqual([404, missing.message]);
  });

  it("is one organization's alone, and a token's with the scope", async () => {
    const [one, other] = [await mintOrganization(), await mintOrganization()];
    await record(one, ["key.created"]);
    expect((await listAuditEvents(other.owner, {})).total).toBe(0);
    const { actor: reader } = await mintToken(one, ["audit.read"]);
    expect((await listAuditEvents(reader, {})).total).toBe(1);
    const { actor: blind } = await mintToken(one, ["keys.read"]);
    expect((await failure(listAuditEvents(blind, {}))).code).toBe("FORBIDDEN");
  });

  it.each([
    { action: "key'--" },
    { actor: "\0" },
    { target: "a b" },
    { outcome: "maybe" },
    { from: "yesterday" },
    { application: "app_1" },
    { after: "x" },
    { limit: 0 },
    { limit: "101" },
    { page: -1 },
    { unknown: 1 },
  ])("refuses the query %j", async (query) => {
    const { owner } = await mintOrganization();
    expect((await failure(listAuditEvents(owner, query))).status).toBe(422);
  });
});
