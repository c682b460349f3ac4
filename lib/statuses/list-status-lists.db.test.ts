import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createApplication } from "@/lib/applications/create";
import { replaceGrants } from "@/lib/grants/replace";
import { createKey } from "@/lib/keys/create";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey } from "@/lib/keys/set-status";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization } from "@/lib/testing/organization";
import { listStatusLists } from "./list-status-lists";

testDatabase();

test("it counts what each list says, of the own organization only", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  expect(await listStatusLists(owner)).toEqual([]);
  const api = await mintApi(organization);
  const { id } = await createApplication(owner, { name: "CRM", baseUrl: "https://x.example" });
  await replaceGrants(owner, id, { grants: [{ api: api.slug, permission: "orders:read" }] });
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const made = [];
  for (const name of ["a", "b", "c", "d"]) {
    const wish = { name, environment: "staging", kind: "jwt" as const, expiresAt };
    made.push((await createKey(owner, id, wish)).key.id);
  }
  await revokeKey(owner, made[0], {});
  await revokeKey(owner, made[1], {});
  await disableKey(owner, made[2], {});
  expect(await listStatusLists(organization.auditor)).toEqual([
    { number: 1, taken: 4, revoked: 2, suspended: 1 },
  ]);
  expect(await listStatusLists((await mintOrganization()).owner)).toEqual([]);
  await expect(listStatusLists(organization.developer)).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});
