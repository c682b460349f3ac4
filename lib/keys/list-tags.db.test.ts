import { expect, test } from "vitest";
import { createApplication } from "@/lib/applications/create";
import { testDatabase } from "@/lib/testing/database";
import { mintOrganization } from "@/lib/testing/organization";
import { createKey } from "./create";
import { listTags } from "./list-tags";

testDatabase();

test("the tags of an organization are those of its keys, each once, by name", async () => {
  const [ours, theirs] = [await mintOrganization(), await mintOrganization()];
  for (const { owner } of [ours, theirs]) {
    const wish = { name: "CRM", baseUrl: "https://crm.example" };
    const { id } = await createApplication(owner, wish);
    const own = owner === ours.owner ? [["nightly", "eu"], ["eu"], []] : [["theirs"]];
    for (const tags of own) {
      await createKey(owner, id, { name: "ci", environment: "staging", tags });
    }
  }
  expect(await listTags(ours.auditor)).toEqual(["eu", "nightly"]);
});
