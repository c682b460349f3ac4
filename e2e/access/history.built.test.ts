import { expect, test } from "vitest";
import { removeMember } from "@/lib/members/remove";
import { writeHistory } from "@/lib/testing/history";
import { mintOrganization } from "@/lib/testing/organization";
import { accessStage } from "./stage";
import { isMember, principals, signedIn } from "./world";

const { world, servers, watched } = accessStage();

const network = "203.0.113.77";
const places = ["tail", "export"] as const;

/** Asks and leaves once there is an answer, or reads all of it. */
async function ask(place: string, cookie: string | null, read = false) {
  const leaving = new AbortController();
  const answer = await fetch(servers.portal + place, {
    headers: { "accept-encoding": "gzip, br", ...(cookie && { cookie }) },
    signal: leaving.signal,
  });
  const text = read || answer.status !== 200 ? await answer.text() : "";
  leaving.abort();
  return { status: answer.status, headers: answer.headers, text };
}

test.each(places)("the %s of the access history is for whom the history is", async (place) => {
  const { ours, theirs, application } = world;
  for (const principal of principals) {
    const cookie = await world.cookieOf(principal);
    const signedOut = principal === "anonymous" || principal === "ended";
    const status = async (slug: string, query = "") =>
      (await ask(`/${slug}/usage/${place}${query}`, cookie)).status;
    const own = signedOut
      ? 401
      : !isMember(principal)
        ? 404
        : principal === "developer"
          ? 403
          : 200;
    expect([principal, await status(ours.slug)]).toEqual([principal, own]);
    expect(await status(ours.slug, `?application=${application.id}`)).toBe(own);
    expect(await status(ours.slug, `?network=${network}`)).toBe(
      principal === "auditor" ? 403 : own,
    );
    const foreign = signedOut ? 401 : principal === "stranger" ? 200 : 404;
    expect(await status(theirs.slug)).toBe(foreign);
    if (isMember(principal) && own === 200) {
      expect(await status(ours.slug, "?outcome=nothing")).toBe(422);
    }
  }
  const answer = await fetch(`${servers.portal}/${ours.slug}/usage/${place}`, { method: "POST" });
  expect([403, 405]).toContain(answer.status);
});

test("an export comes as it is, unchanged on its way, and leaves its events", async () => {
  const { ours } = world;
  await writeHistory(ours, [{ outcome: "EXPIRED", network }, { outcome: "NOT_FOUND" }]);
  const { cookie } = await signedIn(ours.owner);
  const { answer, events } = await watched(async () => {
    const answer = await ask(`/${ours.slug}/usage/export?format=csv`, cookie, true);
    await new Promise((done) => setTimeout(done, 500));
    return answer;
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": expect.stringContaining("text/csv"),
    "content-disposition": expect.stringContaining(`access-history-${ours.slug}-`),
    "cache-control": "no-store",
    "x-total-estimate": "2",
  });
  expect(answer.headers.get("content-encoding")).toBeNull();
  expect(answer.text.split("\r\n")).toHaveLength(4);
  expect(answer.text).toContain(network);
  expect(events).toMatchObject([
    { action: "history.exported" },
    { action: "history.export-ended" },
  ]);
  const auditor = (await signedIn(ours.auditor)).cookie;
  const without = await ask(`/${ours.slug}/usage/export`, auditor, true);
  expect(without.text).not.toContain(network);
});

test("a tail tells what is written within a second, and ends with the membership", async () => {
  const ours = await mintOrganization();
  const { cookie } = await signedIn(ours.admin);
  const answer = await fetch(`${servers.portal}/${ours.slug}/usage/tail?outcome=refused`, {
    headers: { cookie, "accept-encoding": "gzip, br" },
  });
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(answer.headers.get("content-encoding")).toBeNull();
  let [text, ended] = ["", false];
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of answer.body ?? []) text += decoder.decode(chunk, { stream: true });
    ended = true;
  };
  const reading = read();
  await expect.poll(() => text, { timeout: 3000, interval: 20 }).toContain("event: heartbeat");
  const delays: number[] = [];
  for (let i = 0; i < 3; i++) {
    const began = performance.now();
    const [row] = await writeHistory(ours, [{ outcome: "EXPIRED", network }, {}]);
    await expect.poll(() => text, { timeout: 3000, interval: 10 }).toContain(row?.id);
    delays.push(performance.now() - began);
  }
  expect(delays.sort((a, b) => a - b)[1]).toBeLessThan(1000);
  expect(text).toContain(network);
  expect(text).not.toContain('"VALID"');
  await removeMember(ours.owner, ours.admin.id, {});
  await expect.poll(() => ended, { timeout: 5000, interval: 50 }).toBe(true);
  await reading;
});
