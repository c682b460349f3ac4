import { expect, test } from "vitest";
import { createApplication } from "@/lib/applications/create";
import { editApplication } from "@/lib/applications/edit";
import { newId } from "@/lib/ids";
import { anyRefusal } from "@/lib/testing/alerts";
import { testDatabase } from "@/lib/testing/database";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf, rejection } from "@/lib/testing/trail";
import { createAlertRule } from "./create";
import { deleteAlertRule } from "./delete";
import { editAlertRule } from "./edit";
import { mostRules } from "./fields";
import { listAlertRules } from "./list";
import { previewAlertRule } from "./preview";

testDatabase();

async function mintApplication() {
  const organization = await mintOrganization();
  const { owner } = organization;
  const application = await createApplication(owner, {
    name: "CRM",
    baseUrl: "https://crm.example",
  });
  return { organization, ...organization, application };
}

const share = { ...anyRefusal, metric: "refused-share", threshold: 20, windowMinutes: 15 } as const;

test("a rule is set, changed and deleted, each with its event", async () => {
  const { organization, owner, application } = await mintApplication();
  const before = (await auditOf(organization)).length;
  const made = await createAlertRule(owner, application.id, share);
  expect(made).toMatchObject({ ...share, state: "calm", lastValue: null, revision: 1 });
  expect(await listAlertRules(owner, application.id)).toEqual([made]);
  const edited = await editAlertRule(owner, made.id, { ...share, threshold: 30 }, 1);
  expect(edited).toMatchObject({ id: made.id, threshold: 30, revision: 2 });
  expect(await editAlertRule(owner, made.id, { ...share, threshold: 30 }, 2)).toEqual(edited);
  await deleteAlertRule(owner, made.id);
  expect(await listAlertRules(owner, application.id)).toEqual([]);
  const events = (await auditOf(organization)).slice(before);
  const target = { targetKind: "alert-rule", targetId: made.id, applicationId: application.id };
  expect(events).toMatchObject([
    { action: "alert.created", ...target, after: share },
    { action: "alert.edited", ...target, before: { threshold: 20 }, after: { threshold: 30 } },
    { action: "alert.deleted", ...target, before: { threshold: 30 } },
  ]);
  expect(events[0]?.targetName).toBe("Refused share above 20% over 15 minutes");
});

test("a rule that was changed meanwhile is not changed", async () => {
  const { owner, application } = await mintApplication();
  const { id } = await createAlertRule(owner, application.id, share);
  await editAlertRule(owner, id, { ...share, threshold: 30 }, 1);
  await expect(editAlertRule(owner, id, { ...share, threshold: 40 }, 1)).rejects.toMatchObject({
    code: "PRECONDITION_FAILED",
  });
});

test("an application has each rule once and twenty at most, also of those set at once", async () => {
  const { owner, application } = await mintApplication();
  await createAlertRule(owner, application.id, share);
  const other = await createAlertRule(owner, application.id, anyRefusal);
  const conflict = { code: "CONFLICT" };
  await expect(createAlertRule(owner, application.id, share)).rejects.toMatchObject(conflict);
  await expect(editAlertRule(owner, other.id, share)).rejects.toMatchObject(conflict);
  const made = await Promise.allSettled(
    Array.from({ length: 25 }, (_, threshold) =>
      createAlertRule(owner, application.id, { ...anyRefusal, threshold: threshold + 1 }),
    ),
  );
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(mostRules - 2);
  expect(await listAlertRules(owner, application.id)).toHaveLength(mostRules);
});

test("a developer handles the rules of what they own or maintain; an auditor looks; a machine doesn't", async () => {
  const { organization, owner, admin, developer, auditor, application } = await mintApplication();
  const rule = await createAlertRule(admin, application.id, share);
  const looks = [
    () => listAlertRules,
    () => (actor: typeof owner, id: unknown) => previewAlertRule(actor, id, share),
  ].map((verb) => verb());
  const changes = [
    (actor: typeof owner) => createAlertRule(actor, application.id, anyRefusal),
    (actor: typeof owner) => editAlertRule(actor, rule.id, { ...share, threshold: 30 }),
    (actor: typeof owner) => deleteAlertRule(actor, rule.id),
  ];
  const refused = { code: "FORBIDDEN" };
  for (const look of looks) {
    await look(auditor, application.id);
    await expect(look(developer, application.id)).rejects.toMatchObject(refused);
  }
  for (const change of changes) {
    await expect(change(auditor)).rejects.toMatchObject(refused);
    await expect(change(developer)).rejects.toMatchObject(refused);
  }
  const { actor: token } = await mintToken(organization, ["usage.read", "applications.write"]);
  await expect(createAlertRule(token, application.id, anyRefusal)).rejects.toMatchObject(refused);
  await editApplication(owner, application.id, { maintainerIds: [developer.id] });
  for (const look of looks) await look(developer, application.id);
  for (const change of changes) await change(developer);
});

test("what is another organization's is as what doesn't exist", async () => {
  const { owner, application } = await mintApplication();
  const rule = await createAlertRule(owner, application.id, share);
  const { owner: stranger } = await mintOrganization();
  for (const [theirs, none, verb] of [
    [application.id, newId("app"), (id: unknown) => listAlertRules(stranger, id)],
    [application.id, newId("app"), (id: unknown) => createAlertRule(stranger, id, share)],
    [application.id, newId("app"), (id: unknown) => previewAlertRule(stranger, id, share)],
    [rule.id, newId("alr"), (id: unknown) => editAlertRule(stranger, id, anyRefusal)],
    [rule.id, newId("alr"), (id: unknown) => deleteAlertRule(stranger, id)],
  ] as const) {
    const missing = await rejection(verb(none));
    expect(missing).toMatchObject({ code: "NOT_FOUND" });
    for (const id of [theirs, undefined, 1, "x"])
      expect(await rejection(verb(id))).toEqual(missing);
  }
  expect(await listAlertRules(owner, application.id)).toEqual([rule]);
});

test.each([
  [{ ...share, threshold: 101 }, "threshold"],
  [{ ...share, threshold: 100 }, "threshold"],
  [{ ...share, threshold: Number.NaN }, "threshold"],
  [{ ...share, threshold: "20" }, "threshold"],
  [{ ...share, direction: "below", threshold: 0 }, "threshold"],
  [{ ...anyRefusal, threshold: 0.5 }, "threshold"],
  [{ ...anyRefusal, threshold: -1 }, "threshold"],
  [{ ...share, metric: "latency", threshold: 60_001 }, "threshold"],
  [{ ...share, metric: "mood" }, "metric"],
  [{ ...share, direction: "beside" }, "direction"],
  [{ ...share, windowMinutes: 7 }, "windowMinutes"],
  [{ ...share, state: "firing" }, "state"],
])("%o is no rule", async (wish, path) => {
  const { owner, application } = await mintApplication();
  await expect(createAlertRule(owner, application.id, wish)).rejects.toMatchObject({
    code: "INVALID",
    extra: { errors: [{ path }] },
  });
});
