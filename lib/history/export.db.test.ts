import { sql } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { endSession, startSession } from "@/lib/access/sessions";
import { newId } from "@/lib/ids";
import { writeHistory } from "@/lib/testing/history";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { EventNames } from "./event-names";
import { exportEvents } from "./export";
import { listEvents } from "./list-events";

testDatabase();

const ago = (ms: number) => new Date(Date.now() - ms);
const read = async (actor: MemberActor, query: object = {}) => {
  const { headers, body } = await exportEvents(actor, query);
  return { headers, text: await new Response(body).text() };
};
const exports = async (organization: Parameters<typeof auditOf>[0]) =>
  (await auditOf(organization)).filter(({ action }) => action.startsWith("history."));

describe("an export of the access history", () => {
  it("has every row that is searched for once, newest first, in either format", async () => {
    const organization = await mintOrganization();
    const { owner } = organization;
    const { applicationId, key } = await mintKey(owner);
    const own = { applicationId, keyId: key.id, network: "203.0.113.7" };
    const rows = Array.from({ length: 4_500 }, (_, i) => ({ ...own, at: ago(i * 10) }));
    await writeHistory(organization, [...rows, { outcome: "EXPIRED" }]);
    const query = { outcome: "VALID", range: "7d", format: "ndjson" };
    const { headers, text } = await read(owner, query);
    expect(headers).toMatchObject({
      "content-type": "application/x-ndjson",
      "content-disposition": expect.stringMatching(
        /^attachment; filename="access-history-org-[\w-]+-\d{4}-\d\d-\d\d\.ndjson"$/,
      ),
      "x-total-estimate": "4500",
    });
    const told = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(told).toHaveLength(4_500);
    expect(new Set(told.map(({ id }) => id)).size).toBe(4_500);
    expect(told.map(({ at }) => at)).toEqual(
      told
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
    const { data } = await listEvents(owner, { outcome: "VALID", limit: 1 });
    expect(told[0]).toEqual(data[0]);
    const csv = await read(owner, { key: key.id });
    expect(csv.headers["content-type"]).toMatch(/^text\/csv/);
    expect(csv.text.split("\r\n")).toHaveLength(4_502);
    expect(csv.text).toContain(",203.0.113.7,");
  });

  it("is written to the audit log, as is how it ended", async () => {
    const organization = await mintOrganization();
    const { admin } = organization;
    const { applicationId, key } = await mintKey(admin);
    await writeHistory(organization, [{ applicationId, keyId: key.id }, { outcome: "NOT_FOUND" }]);
    await read(admin, { application: applicationId, outcome: "VALID", range: "1h" });
    await expect.poll(async () => (await exports(organization)).length).toBe(2);
    const [begun, ended] = await exports(organization);
    expect(begun).toMatchObject({
      action: "history.exported",
      actorId: admin.id,
      applicationId,
      targetId: organization.id,
      after: {
        format: "csv",
        outcome: "VALID",
        application: applicationId,
        from: expect.any(String),
        networks: true,
      },
    });
    expect(ended).toMatchObject({
      action: "history.export-ended",
      after: { rows: 1, complete: true },
    });
  });

  it("names no address in the audit log that was searched for", async () => {
    const organization = await mintOrganization();
    await writeHistory(organization, [{ network: "198.51.100.9" }]);
    await read(organization.owner, { network: "198.51.100.9" });
    await expect.poll(async () => (await exports(organization)).length).toBe(2);
    const all = await exports(organization);
    expect(all[0]).toMatchObject({ after: { network: true } });
    expect(JSON.stringify(all)).not.toContain("198.51.100.9");
  });

  it("reads no further than it is taken, and stops where nobody takes it", async () => {
    const organization = await mintOrganization();
    const rows = Array.from({ length: 9_000 }, (_, i) => ({ at: ago(i * 10) }));
    await writeHistory(organization, rows);
    const { body } = await exportEvents(organization.owner, { format: "ndjson" });
    const reader = body.getReader();
    await reader.read();
    await reader.cancel();
    await expect.poll(async () => (await exports(organization)).length).toBe(2);
    const [, ended] = await exports(organization);
    expect(ended?.after).toEqual({ rows: expect.any(Number), complete: false });
    expect(ended?.after?.rows).toBeLessThanOrEqual(4_000);
  });

  it("searches on for nobody, also where it has found nothing", async () => {
    const organization = await mintOrganization();
    await writeHistory(organization, [{ at: ago(0) }, { at: ago(60_000) }]);
    await transact(organization.owner, (tx) =>
      tx.execute(sql`
        insert into usage_events (org_id, at, request_id, outcome, cost, latency_micros)
        select org_id, now() - n * interval '1 ms', gen_random_uuid(), outcome, cost, latency_micros
        from (select * from usage_events order by at limit 1) as one, generate_series(1, 21000) as n`),
    );
    const pages = vi.spyOn(EventNames.prototype, "learn");
    const { body } = await exportEvents(organization.owner, {
      format: "ndjson",
      outcome: "EXPIRED",
    });
    await body.cancel();
    await new Promise((done) => setTimeout(done, 1_000));
    expect(pages).toHaveBeenCalledTimes(1);
    pages.mockRestore();
  });

  it("breaks off within seconds once the session has ended", async () => {
    const organization = await mintOrganization();
    const { owner } = organization;
    const { userId, name, email, origin } = owner;
    const sessionId = await startSession({ id: userId, name, email }, origin);
    const rows = Array.from({ length: 9_000 }, (_, i) => ({ at: ago(i * 10) }));
    await writeHistory(organization, rows);
    const { body } = await exportEvents({ ...owner, sessionId }, { format: "ndjson" });
    const reader = body.getReader();
    await reader.read();
    await endSession({ userId, name, email, origin, sessionId }, sessionId);
    await new Promise((done) => setTimeout(done, 3_100));
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("leaves networks out for whom they are not shown, and refuses whom the history refuses", async () => {
    const organization = await mintOrganization();
    const { auditor, developer, owner } = organization;
    const own = await mintKey(developer);
    const mine = { applicationId: own.applicationId, keyId: own.key.id, network: "203.0.113.7" };
    await writeHistory(organization, [mine, { outcome: "EXPIRED", network: "198.51.100.1" }]);
    for (const format of ["csv", "ndjson"]) {
      const { text } = await read(auditor, { format });
      expect(text).toContain("EXPIRED");
      expect(text).not.toMatch(/network|203\.0\.113|198\.51\.100/);
    }
    const shown = await read(developer, { application: own.applicationId });
    expect(shown.text).toContain("203.0.113.7");
    expect(shown.text).not.toContain("EXPIRED");
    const asked = (actor: MemberActor, query: object) => exportEvents(actor, query);
    await expect(asked(developer, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    const unknown = { key: newId("key") };
    await expect(asked(developer, unknown)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(asked(owner, { format: "xlsx" })).rejects.toMatchObject({ code: "INVALID" });
    await expect(asked(owner, { limit: 5 })).rejects.toMatchObject({ code: "INVALID" });
  });

  it("runs so many times at once at most", async () => {
    const { owner } = await mintOrganization();
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, () => exportEvents(owner, {})),
    );
    const under = asked.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    expect(under).toHaveLength(3);
    const another = exportEvents(owner, {});
    await expect(another).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS" });
    await Promise.all(under.map(({ body }) => body.cancel()));
    await expect(exportEvents(owner, { key: newId("key"), network: "x" })).rejects.toThrow();
    for (let i = 0; i < 4; i++) {
      await expect(exportEvents(owner, { api: "nowhere" })).rejects.toThrow();
    }
    expect((await read(owner)).headers["x-total-estimate"]).toBe("0");
  });
});
