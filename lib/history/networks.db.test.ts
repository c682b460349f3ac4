import { expect, it } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { writeHistory } from "@/lib/testing/history";
import { mintKey } from "@/lib/testing/key";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { usageNetworks } from "./networks";

testDatabase();

it("tells from where was asked of late, the most frequent first, as many as rows stand for", async () => {
  const organization = await mintOrganization();
  const { owner, developer } = organization;
  const { applicationId, key } = await mintKey(developer);
  const [near, far] = ["203.0.113.7", "2001:db8::/48"];
  const own = { applicationId, keyId: key.id };
  await writeHistory(organization, [
    { ...own, network: near },
    { ...own, network: near, outcome: "RATE_LIMITED" },
    { network: far, outcome: "NOT_FOUND", oneOf: 7 },
    { network: null },
  ]);
  const theirs = { network: near, count: 2, refused: 1 };
  expect(await usageNetworks(owner, {})).toEqual({
    networks: [
      { network: far, count: 7, refused: 7 },
      theirs,
      { network: null, count: 1, refused: 0 },
    ],
    of: 10,
  });
  const mine = { application: applicationId, range: "7d", zone: "Europe/Berlin" };
  expect(await usageNetworks(developer, mine)).toEqual({ networks: [theirs], of: 2 });
  expect(await usageNetworks(owner, { outcome: "EXPIRED" })).toEqual({ networks: [], of: 0 });
});

it("tells nothing to whom networks are not shown", async () => {
  const organization = await mintOrganization();
  const other = await mintKey(organization.owner);
  await writeHistory(organization, [{ network: "203.0.113.7" }]);
  const { actor } = await mintToken(organization, ["usage.read"]);
  for (const one of [organization.auditor, organization.developer, actor]) {
    expect(await usageNetworks(one, {})).toBeNull();
  }
  const theirs = { application: other.applicationId };
  expect(await usageNetworks(organization.developer, theirs)).toBeNull();
  const foreign = await mintOrganization();
  expect(await usageNetworks(foreign.owner, {})).toEqual({ networks: [], of: 0 });
});
