import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { applications, organizations, usageTotalMinutes } from "@/db/schema";
import { transact } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { deleteApplication } from "@/lib/applications/delete";
import { editApplication } from "@/lib/applications/edit";
import { activateApplication, deactivateApplication } from "@/lib/applications/set-status";
import { listNotifications } from "@/lib/notifications/list";
import { anyRefusal, countVerdicts } from "@/lib/testing/alerts";
import { testDatabase } from "@/lib/testing/database";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { foldUsage } from "@/lib/usage/fold";
import { hourMs, minuteMs } from "@/lib/usage/period";
import { checkAlerts } from "./check";
import { createAlertRule } from "./create";
import { editAlertRule } from "./edit";
import { firingAlerts } from "./firing";
import { listAlertRules } from "./list";
import { previewAlertRule } from "./preview";
import type { AlertCondition } from "./words";

testDatabase();

/** The end of a minute, well after now. */
const base = (Math.floor(Date.now() / hourMs) + 3) * hourMs;
/** When what came before `minutes` is judged. */
const at = (minutes: number) => base + minutes * minuteMs + 5000;

async function mintWatched(rule: AlertCondition = anyRefusal) {
  const organization = await mintOrganization();
  const { owner, developer, auditor } = organization;
  const { id: applicationId } = await createApplication(owner, {
    name: "CRM",
    baseUrl: "https://crm.example",
  });
  await editApplication(owner, applicationId, { maintainerIds: [developer.id] });
  const { id } = await createAlertRule(owner, applicationId, rule);
  const of = { organizationId: organization.id, applicationId };
  return {
    organization,
    owner,
    applicationId,
    ruleId: id,
    /** In the minute that ends `minutes` after the base. */
    count: (minutes: number, ...rest: [number, { outcome?: string; micros?: number }?]) =>
      countVerdicts(of, base + (minutes - 1) * minuteMs, ...rest),
    rule: async () => (await listAlertRules(auditor, applicationId))[0],
    heard: async (member = owner) =>
      (await listNotifications(member, {})).data.map(({ kind }) => kind).reverse(),
    events: async () =>
      (await auditOf(organization)).filter(({ actorKind }) => actorKind === "system"),
  };
}

const refused = { outcome: "EXPIRED" };

test("a rule fires once and is calm once, also with two workers at once; each is told and audited", async () => {
  const { organization, owner, applicationId, ruleId, count, rule, heard, events } =
    await mintWatched();
  await count(0, 50);
  const both = (minutes: number) =>
    Promise.all([checkAlerts(at(minutes)), checkAlerts(at(minutes))]);
  expect(await both(0)).toEqual([0, 0]);
  expect(await rule()).toMatchObject({ state: "calm", lastValue: 0 });

  await count(1, 3, refused);
  expect((await both(1)).sort()).toEqual([0, 1]);
  expect(await rule()).toMatchObject({ state: "firing", lastValue: 3, revision: 1 });
  expect(await both(2)).toEqual([0, 0]);
  expect(await firingAlerts(organization.auditor)).toMatchObject([
    { id: ruleId, applicationName: "CRM", lastValue: 3 },
  ]);

  // Its 5 minutes leave the window at 6; it was within bounds for 5 minutes more at 11.
  expect(await both(10)).toEqual([0, 0]);
  expect(await rule()).toMatchObject({ state: "firing", lastValue: 0 });
  expect((await both(11)).sort()).toEqual([0, 1]);
  expect(await rule()).toMatchObject({ state: "calm", lastValue: 0 });
  expect(await both(12)).toEqual([0, 0]);

  expect(await heard()).toEqual(["alert.fired", "alert.calmed"]);
  expect(await heard(organization.developer)).toEqual(["alert.fired", "alert.calmed"]);
  expect(await heard(organization.admin)).toEqual([]);
  const [news] = (await listNotifications(owner, {})).data.slice(-1);
  expect(news?.facts).toEqual({
    ...anyRefusal,
    alertId: ruleId,
    applicationId,
    application: "CRM",
    value: 3,
  });
  expect(await events()).toMatchObject([
    { action: "alert.fired", actorName: "Check alerts", targetId: ruleId, after: { value: 3 } },
    { action: "alert.calmed", applicationId, targetId: ruleId, after: { value: 0 } },
  ]);
  expect(await firingAlerts(owner)).toEqual([]);
});

test("only whole minutes count, and only those of the application", async () => {
  const watched = await mintWatched();
  const other = await mintWatched({ ...anyRefusal, threshold: 100 });
  await watched.count(1, 1, refused);
  await checkAlerts(base + minuteMs + 4000);
  expect(await watched.rule()).toMatchObject({ state: "calm" });
  await checkAlerts(at(1));
  expect(await watched.rule()).toMatchObject({ state: "firing" });
  expect(await other.rule()).toMatchObject({ state: "calm", lastValue: 0 });
});

test("a share is judged from twenty requests on", async () => {
  const share = { ...anyRefusal, metric: "refused-share", threshold: 20 } as const;
  const { count, rule } = await mintWatched(share);
  await count(1, 19, refused);
  await checkAlerts(at(1));
  expect(await rule()).toMatchObject({ state: "calm", lastValue: null });
  await count(2, 81);
  await checkAlerts(at(2));
  expect(await rule()).toMatchObject({ state: "calm", lastValue: 19 });
  await count(2, 2, refused);
  await checkAlerts(at(2));
  expect(await rule()).toMatchObject({ state: "firing", lastValue: 20.6 });
});

test("a latency is that of the 95th percentile", async () => {
  const slow = { ...anyRefusal, metric: "latency", threshold: 4 } as const;
  const { count, rule } = await mintWatched(slow);
  await count(1, 96, { micros: 100 });
  await count(1, 4, { micros: 9000 });
  await checkAlerts(at(1));
  expect((await rule())?.lastValue).toBeLessThan(0.12);
  await count(2, 4, { micros: 9000 });
  await checkAlerts(at(2));
  const found = await rule();
  expect(found?.state).toBe("firing");
  expect(found?.lastValue).toBeGreaterThan(7.8);
  expect(found?.lastValue).toBeLessThan(10.3);
});

test("limited requests are counted apart, and over 24 hours also where hours are folded", async () => {
  const limited = {
    ...anyRefusal,
    metric: "rate-limited",
    threshold: 9,
    windowMinutes: 1440,
  } as const;
  const { organization, applicationId, count, rule } = await mintWatched(limited);
  const long = { outcome: "RATE_LIMITED" };
  // The first lies before the window of the last check.
  for (const minutes of [-1440, -1439, -700, 0]) await count(minutes, 4, long);
  await count(-700, 100, refused);
  await foldUsage();
  await transact(organization.owner, (tx) =>
    tx.delete(usageTotalMinutes).where(
      and(
        eq(usageTotalMinutes.orgId, organization.id),
        eq(usageTotalMinutes.applicationId, applicationId),
        // What is folded need not be read minute by minute.
        eq(usageTotalMinutes.start, new Date(base - 701 * minuteMs)),
      ),
    ),
  );
  await checkAlerts(at(0));
  expect(await rule()).toMatchObject({ state: "firing", lastValue: 12 });
});

test("too little is news once there is a whole window, of an active application", async () => {
  const silent = {
    metric: "requests",
    direction: "below",
    threshold: 1,
    windowMinutes: 60,
  } as const;
  const { organization, applicationId, rule } = await mintWatched(silent);
  // As whoever makes it, edits it or activates it again does.
  const changed = (minutes: number) =>
    transact(organization.owner, (tx) =>
      tx
        .update(applications)
        .set({ updatedAt: new Date(base + minutes * minuteMs) })
        .where(and(eq(applications.orgId, organization.id), eq(applications.id, applicationId))),
    );
  await changed(-59);
  await checkAlerts(at(0));
  expect(await rule()).toMatchObject({ state: "calm", lastValue: 0 });
  await changed(-60);
  await checkAlerts(at(0));
  expect(await rule()).toMatchObject({ state: "firing", lastValue: 0 });
  await changed(-1);
  await checkAlerts(at(20));
  expect(await rule()).toMatchObject({ state: "firing" });
});

test("who made an application inactive expects silence", async () => {
  const silent = {
    metric: "requests",
    direction: "below",
    threshold: 1,
    windowMinutes: 60,
  } as const;
  const { owner, applicationId, rule, heard } = await mintWatched(silent);
  await deactivateApplication(owner, applicationId);
  await checkAlerts(at(0));
  expect(await rule()).toMatchObject({ state: "calm" });
  expect(await heard()).toEqual([]);
  await activateApplication(owner, applicationId);
  await checkAlerts(at(120));
  expect(await rule()).toMatchObject({ state: "firing" });
  await deactivateApplication(owner, applicationId);
  await checkAlerts(at(121));
  expect(await rule()).toMatchObject({ state: "calm" });
});

test("a rule that is changed while it fires is calm, and judged anew", async () => {
  const { owner, ruleId, count, rule, heard } = await mintWatched();
  await count(1, 3, refused);
  await checkAlerts(at(1));
  await editAlertRule(owner, ruleId, { ...anyRefusal, threshold: 1 }, 1);
  expect(await rule()).toMatchObject({ state: "calm", lastValue: null });
  await checkAlerts(at(1));
  expect(await rule()).toMatchObject({ state: "firing", lastValue: 3 });
  expect(await heard()).toEqual(["alert.fired", "alert.fired"]);
});

test("of an application that is gone nothing is told", async () => {
  const { owner, applicationId, count, heard } = await mintWatched();
  await count(1, 3, refused);
  await deleteApplication(owner, applicationId);
  await checkAlerts(at(1));
  expect(await heard()).toEqual([]);
  expect(await firingAlerts(owner)).toEqual([]);
});

test("of an organization that is gone nothing is told", async () => {
  const { organization, count, rule, heard } = await mintWatched();
  await count(1, 3, refused);
  const { id } = organization;
  await transact(organization.owner, (tx) =>
    tx.update(organizations).set({ deletedAt: new Date() }).where(eq(organizations.id, id)),
  );
  await checkAlerts(at(1));
  expect([await rule(), await heard()]).toMatchObject([{ state: "calm", lastValue: null }, []]);
});

test("a developer sees what fires on what they own or maintain, of one application or all", async () => {
  const { organization, owner, applicationId, count } = await mintWatched();
  const { developer } = organization;
  await count(1, 1, refused);
  await checkAlerts(at(1));
  expect(await firingAlerts(developer, applicationId)).toHaveLength(1);
  await editApplication(owner, applicationId, { maintainerIds: [] });
  expect(await firingAlerts(developer)).toEqual([]);
  expect(await firingAlerts((await mintWatched()).owner)).toEqual([]);
  const { id: other } = await createApplication(owner, { name: "B", baseUrl: "https://b.example" });
  expect(await firingAlerts(owner, other)).toEqual([]);
});

test("a preview says what a rule would have done", async () => {
  const { organization, owner, applicationId } = await mintWatched();
  const began = new Date(Date.now() - 3 * 24 * hourMs);
  await transact(owner, (tx) =>
    tx
      .update(applications)
      .set({ createdAt: began })
      .where(and(eq(applications.orgId, organization.id), eq(applications.id, applicationId))),
  );
  const of = { organizationId: organization.id, applicationId };
  const ago = (minutes: number) => Date.now() - minutes * minuteMs;
  for (const minutes of [30, 200, 1600]) {
    await countVerdicts(of, ago(minutes), 7, { ...refused, micros: 3000 });
    await countVerdicts(of, ago(minutes), 13);
  }
  expect(await previewAlertRule(owner, applicationId, anyRefusal)).toEqual({
    fired: 2,
    highest: 7,
    lowest: 0,
    latest: 0,
  });
  const share = { ...anyRefusal, metric: "refused-share", threshold: 36, windowMinutes: 60 };
  expect(await previewAlertRule(owner, applicationId, share)).toEqual({
    fired: 0,
    highest: 35,
    lowest: 35,
    latest: 35,
  });
  const slow = { ...anyRefusal, metric: "latency", threshold: 2, windowMinutes: 1440 };
  const found = await previewAlertRule(owner, applicationId, slow);
  expect(found.fired).toBe(1);
  expect(found.highest).toBeGreaterThan(2.6);
});
