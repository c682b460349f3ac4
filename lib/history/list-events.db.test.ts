import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { usageEvents } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { deleteApplication } from "@/lib/applications/delete";
import { deleteApi } from "@/lib/catalog/delete-api";
import { type ApplicationId, type KeyId, newId, toUuid } from "@/lib/ids";
import { setHistory } from "@/lib/organizations/set-history";
import { mintApi } from "@/lib/testing/catalog";
import { writeHistory } from "@/lib/testing/history";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { listEvents } from "./list-events";

testDatabase();

const [hour, day] = [3_600_000, 86_400_000];
const ago = (ms: number) => new Date(Date.now() - ms);
const forbidden = { code: "FORBIDDEN" };
const outcomes = async (...asked: Parameters<typeof listEvents>) =>
  (await listEvents(...asked)).data.map((event) => event.outcome);

/** An organization with an application of its developer's and another, each with a key. */
async function mintHistory() {
  const organization = await mintOrganization();
  const own = await mintKey(organization.developer);
  const other = await mintKey(organization.owner, "staging");
  const of = (made: { applicationId: ApplicationId; key: { id: KeyId } }) => ({
    applicationId: made.applicationId,
    keyId: made.key.id,
  });
  return { organization, own, other, ofOwn: of(own), ofOther: of(other), ...organization };
}

describe("the access history", () => {
  it("tells each verdict with the names of what it is about, newest first", async () => {
    const { organization, own, ofOwn, auditor, owner } = await mintHistory();
    const api = await mintApi(organization);
    const endpointId = newId("end");
    const [row] = await writeHistory(organization, [
      {
        ...ofOwn,
        apiId: api.id,
        endpointId,
        environment: "production",
        network: "203.0.113.7",
        method: "GET",
        path: "/gone/{id}",
        tags: ["eu-1"],
        userAgent: "curl",
        gate: "gate-1:3001",
        oneOf: 3,
      },
      { outcome: "NOT_FOUND" },
    ]);
    const { data, nextCursor, searchedTo } = await listEvents(owner, {});
    expect([nextCursor, searchedTo]).toEqual([null, null]);
    expect(data).toEqual([
      {
        id: row?.id,
        at: row?.at.toISOString(),
        organizationId: organization.id,
        requestId: row?.requestId,
        application: { id: own.applicationId, name: expect.stringMatching(/^Application/) },
        key: { id: own.key.id, name: "ci", sharedKey: own.key.sharedKey },
        api: { id: api.id, name: "orders", slug: api.slug },
        endpoint: { id: endpointId, method: "GET", path: "/gone/{id}" },
        method: "GET",
        path: "/gone/{id}",
        environment: "production",
        outcome: "VALID",
        cost: 1,
        network: "203.0.113.7",
        userAgent: "curl",
        tags: ["eu-1"],
        gate: "gate-1:3001",
        latencyMicros: 90,
        oneOf: 3,
      },
      expect.objectContaining({ outcome: "NOT_FOUND", application: null, key: null, api: null }),
    ]);
    const [shown] = (await listEvents(auditor, {})).data;
    expect(shown && "network" in shown).toBe(false);
  });

  it("keeps the names of what was deleted", async () => {
    const { organization, own, ofOwn, owner } = await mintHistory();
    const api = await mintApi(organization);
    await writeHistory(organization, [{ ...ofOwn, apiId: api.id }]);
    const [before] = (await listEvents(owner, {})).data;
    await deleteApplication(owner, own.applicationId);
    await deleteApi(owner, api.id);
    const [after] = (await listEvents(owner, {})).data;
    expect(after?.application).toEqual(before?.application);
    expect(after?.key).toEqual(before?.key);
    expect(after?.api).toEqual({ id: api.id, name: "orders", slug: null });
  });

  it("is searched by all that is given", async () => {
    const { organization, own, ofOwn, ofOther, owner } = await mintHistory();
    const api = await mintApi(organization);
    const endpointId = newId("end");
    const requestId = newId("req");
    const [from, to] = [ago(3000), ago(2000)];
    await writeHistory(organization, [
      { ...ofOwn, outcome: "VALID", apiId: api.id, endpointId, network: "198.51.100.20" },
      { ...ofOther, outcome: "RATE_LIMITED", requestId, environment: "staging", gate: "g:1" },
      { ...ofOther, outcome: "EXPIRED", network: "2001:db8::7", at: from },
      { outcome: "NOT_FOUND", network: "198.51.100.0/24", at: ago(2 * day) },
    ]);
    const found = (query: object) => outcomes(owner, query);
    expect(await found({ application: own.applicationId })).toEqual(["VALID"]);
    expect(await found({ key: ofOther.keyId })).toEqual(["RATE_LIMITED", "EXPIRED"]);
    expect(await found({ key: ofOther.keyId, application: own.applicationId })).toEqual([]);
    expect(await found({ api: api.id })).toEqual(["VALID"]);
    expect(await found({ api: api.slug, endpoint: endpointId })).toEqual(["VALID"]);
    expect(await found({ endpoint: newId("end") })).toEqual([]);
    expect(await found({ environment: "staging" })).toEqual(["RATE_LIMITED"]);
    expect(await found({ outcome: "refused" })).toEqual(["RATE_LIMITED", "EXPIRED"]);
    expect(await found({ outcome: "EXPIRED", limit: "5" })).toEqual(["EXPIRED"]);
    expect(await found({ gate: "g:1" })).toEqual(["RATE_LIMITED"]);
    expect(await found({ gate: "portal" })).toEqual(["VALID", "EXPIRED"]);
    expect(await found({ from: from.toISOString(), to: to.toISOString() })).toEqual(["EXPIRED"]);
    expect(await found({ to: from.toISOString() })).toEqual([]);
    expect(await found({ requestId, range: "1h" })).toEqual(["RATE_LIMITED"]);
    expect(await found({ requestId: newId("req") })).toEqual([]);
    const all = { range: "7d" };
    expect(await found({ ...all, network: "198.51.100.20" })).toEqual(["VALID", "NOT_FOUND"]);
    expect(await found({ ...all, network: "198.51.100.21" })).toEqual(["NOT_FOUND"]);
    expect(await found({ ...all, network: "198.51.0.0/16" })).toEqual(["VALID", "NOT_FOUND"]);
    expect(await found({ ...all, network: "2001:db8::/32" })).toEqual(["EXPIRED"]);
    for (const wrong of [
      { outcome: "valid" },
      { network: "nowhere" },
      { limit: 1001 },
      { range: "custom" },
      { from: to.toISOString(), to: from.toISOString() },
      { after: "garbage" },
      { page: 2 },
    ]) {
      await expect(found(wrong)).rejects.toMatchObject({ code: "INVALID" });
    }
    await expect(found({ api: "unknown" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("gives each row once over all pages, by every index", async () => {
    const { organization, ofOwn, owner, own } = await mintHistory();
    const at = ago(5000);
    const rows = Array.from({ length: 8 }, (_, i) => ({ ...ofOwn, ...(i < 6 && { at }) }));
    const written = await writeHistory(organization, rows);
    for (const by of [{}, { key: own.key.id }, { application: own.applicationId }]) {
      const seen: string[] = [];
      let after: string | null | undefined;
      do {
        const page = await listEvents(owner, { ...by, limit: 3, ...(after && { after }) });
        seen.push(...page.data.map(({ id }) => id));
        after = page.nextCursor;
        expect(page.searchedTo).toBeNull();
      } while (after);
      expect(seen.toSorted()).toEqual(written.map(({ id }) => id).toSorted());
    }
  });

  it("looks at so many rows at most, and says how far it has looked", async () => {
    const { organization, owner } = await mintHistory();
    const old = ago(3 * hour);
    await writeHistory(organization, [{ at: ago(hour) }, { outcome: "EXPIRED", at: old }]);
    await transact(owner, (tx) =>
      tx.execute(sql`
        insert into ${usageEvents} (org_id, at, request_id, outcome, cost, latency_micros)
        select org_id, at - make_interval(secs => n / 1000.0), request_id, outcome, cost,
          latency_micros
        from ${usageEvents}, generate_series(1, 20010) as n
        where org_id = ${toUuid("org", organization.id)} and outcome = 'VALID'`),
    );
    const first = await listEvents(owner, { outcome: "refused" });
    expect(first.data).toEqual([]);
    expect(Date.parse(first.searchedTo ?? "")).toBeGreaterThan(old.getTime());
    const second = await listEvents(owner, { outcome: "refused", after: first.nextCursor });
    expect(second).toMatchObject({ data: [{ outcome: "EXPIRED" }], searchedTo: null });
    expect(second.nextCursor).toBeNull();
  });

  it("never shows what is older than it is kept, and says so to programs", async () => {
    const { organization, owner } = await mintHistory();
    const { actor } = await mintToken(organization, ["usage.read"]);
    const requestId = newId("req");
    await writeHistory(organization, [
      { outcome: "VALID" },
      { outcome: "EXPIRED", requestId, at: ago(3 * day) },
    ]);
    const from = ago(9 * day).toISOString();
    expect(await outcomes(owner, { from })).toEqual(["VALID", "EXPIRED"]);
    expect(await outcomes(actor, { from })).toEqual(["VALID", "EXPIRED"]);
    await setHistory(owner, { historyDays: 2 });
    expect(await outcomes(owner, { from })).toEqual(["VALID"]);
    expect(await outcomes(owner, { range: "30d" })).toEqual(["VALID"]);
    expect(await outcomes(actor, { range: "30d" })).toEqual(["VALID"]);
    await expect(listEvents(actor, { from })).rejects.toMatchObject({ code: "INVALID" });
  });

  it("shows a developer what concerns an application of their own, nothing else", async () => {
    const { organization, own, other, ofOwn, ofOther, developer } = await mintHistory();
    await writeHistory(organization, [
      { ...ofOwn, network: "203.0.113.7" },
      { ...ofOther, outcome: "EXPIRED" },
    ]);
    const mine = { application: own.applicationId };
    expect((await listEvents(developer, mine)).data).toMatchObject([{ network: "203.0.113.7" }]);
    expect(await outcomes(developer, { key: own.key.id })).toEqual(["VALID"]);
    expect(await outcomes(developer, { ...mine, key: other.key.id })).toEqual([]);
    await expect(listEvents(developer, {})).rejects.toMatchObject(forbidden);
    for (const theirs of [{ application: other.applicationId }, { key: other.key.id }]) {
      await expect(listEvents(developer, theirs)).rejects.toMatchObject(forbidden);
    }
    for (const unknown of [{ application: newId("app") }, { key: newId("key") }]) {
      await expect(listEvents(developer, unknown)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
  });

  it("shows no networks to whom they are not shown, nor lets them search by it", async () => {
    const { organization, ofOwn, auditor } = await mintHistory();
    await writeHistory(organization, [{ ...ofOwn, network: "203.0.113.7" }]);
    const network = "203.0.113.7";
    const { actor: without } = await mintToken(organization, ["usage.read"]);
    const { actor: entitled } = await mintToken(organization, ["usage.read", "usage.networks"]);
    for (const actor of [auditor, without]) {
      const [event] = (await listEvents(actor, {})).data;
      expect(event && "network" in event).toBe(false);
      await expect(listEvents(actor, { network })).rejects.toMatchObject(forbidden);
    }
    expect((await listEvents(entitled, { network })).data).toMatchObject([{ network }]);
    const { actor: other } = await mintToken(organization, ["audit.read"]);
    await expect(listEvents(other, {})).rejects.toMatchObject(forbidden);
  });

  it("shows a bound service token what it is bound to", async () => {
    const { organization } = await mintHistory();
    const api = await mintApi(organization);
    await writeHistory(organization, [
      { outcome: "EXPIRED", apiId: api.id, environment: "staging" },
      { outcome: "REVOKED", environment: "production" },
      { outcome: "NOT_FOUND" },
    ]);
    const bound = async (to: object) =>
      outcomes((await mintToken(organization, ["usage.read"], to)).actor, {});
    expect(await bound({})).toEqual(["EXPIRED", "REVOKED", "NOT_FOUND"]);
    expect(await bound({ apiId: api.id })).toEqual(["EXPIRED"]);
    expect(await bound({ environment: "production" })).toEqual(["REVOKED"]);
  });

  it("answers also what nobody would ask", async () => {
    const { owner } = await mintHistory();
    for (const id of [`req_7${"z".repeat(25)}`, `req_${"0".repeat(26)}`]) {
      expect(await outcomes(owner, { requestId: id })).toEqual([]);
    }
    const future = "9999-12-31T23:59:59.999Z";
    expect(await outcomes(owner, { from: future })).toEqual([]);
    expect(await outcomes(owner, { to: future })).toEqual([]);
    await expect(listEvents(owner, { gate: "a\0b" })).rejects.toMatchObject({ code: "INVALID" });
  });

  it("is another organization's own", async () => {
    const ours = await mintHistory();
    const theirs: MintedOrganization = await mintOrganization();
    const rows = await writeHistory(ours.organization, [ours.ofOwn]);
    expect(await outcomes(theirs.owner, {})).toEqual([]);
    expect(await outcomes(theirs.owner, { key: ours.own.key.id })).toEqual([]);
    expect(await outcomes(theirs.owner, { requestId: rows[0]?.requestId })).toEqual([]);
  });
});
