import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createApplication } from "@/lib/applications/create";
import { editPermission } from "@/lib/catalog/edit-permission";
import { newId } from "@/lib/ids";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization } from "@/lib/testing/organization";
import { auditOf, changesOf, rejection } from "@/lib/testing/trail";
import { approveGrant } from "./approve-grant";
import { listGrants } from "./list";
import { replaceGrants } from "./replace";

testDatabase();

const everywhere = ["development", "staging", "production"];

/** What a developer gave became sensitive afterwards: their keys may use it no longer. */
async function mint() {
  const organization = await mintOrganization();
  const { id: apiId, permissions } = await mintApi(organization);
  const { developer, admin } = organization;
  const input = { name: "CRM", baseUrl: "https://crm.example" };
  const { id } = await createApplication(developer, input);
  const grants = [{ api: "orders", permission: "orders:write" }];
  await replaceGrants(developer, id, { grants, reason: "Sales" });
  await editPermission(admin, apiId, permissions.write, { sensitive: true });
  const [grant] = (await listGrants(admin, id)).grants;
  return { organization, developer, admin, id, grant };
}

test("a grant is approved, keeps who gave it and why, and is announced", async () => {
  const { organization, developer, admin, id, grant } = await mint();
  expect(grant).toMatchObject({ approvedFor: [], closedToDevelopers: everywhere });
  await approveGrant(admin, id, grant?.id);
  const { grants, revision } = await listGrants(admin, id);
  expect(grants).toEqual([
    {
      ...grant,
      createdBy: developer.id,
      reason: "Sales",
      approvedFor: everywhere,
      approvedBy: admin.id,
      approvedByName: admin.name,
      closedToDevelopers: [],
    },
  ]);
  expect((await changesOf(organization)).at(-1)).toEqual({ kind: "grants", id, revision });
  const told = await auditOf(organization);
  expect(told.at(-1)).toMatchObject({
    action: "grants.approved",
    actorId: admin.id,
    applicationId: id,
    after: { approved: ["orders orders:write"], environments: everywhere },
  });
  await approveGrant(admin, id, grant?.id);
  expect(await auditOf(organization)).toHaveLength(told.length);
});

test("a developer approves nothing, and a stranger's grant is not found", async () => {
  const [ours, theirs] = [await mint(), await mint()];
  await expect(approveGrant(ours.developer, ours.id, ours.grant?.id)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const missing = await rejection(approveGrant(ours.admin, ours.id, newId("grt")));
  expect(missing).toMatchObject({ code: "NOT_FOUND" });
  expect(await rejection(approveGrant(ours.admin, ours.id, theirs.grant?.id))).toEqual(missing);
  expect(await rejection(approveGrant(ours.admin, theirs.id, theirs.grant?.id))).toEqual(
    await rejection(approveGrant(ours.admin, newId("app"), theirs.grant?.id)),
  );
  expect((await listGrants(theirs.admin, theirs.id)).grants[0]?.approvedFor).toEqual([]);
});
