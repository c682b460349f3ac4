import { expect, test } from "vitest";
import { nobody, usageTotalMinutes } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact, transactSystem } from "@/db/transact";
import { createApplication } from "@/lib/applications/create";
import { deleteApplication } from "@/lib/applications/delete";
import { type ApplicationId, fromUuid } from "@/lib/ids";
import { failure } from "@/lib/testing/failure";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { topMovers } from "./movers";
import { dayOf, makePartitions } from "./partitions";

testDatabase();

const hour = 3_600_000;

async function counted(
  { id: orgId, owner }: MintedOrganization,
  applicationId: ApplicationId,
  hoursAgo: number,
  count: number,
) {
  const at = Math.floor(Date.now() / 60_000) * 60_000 - hoursAgo * hour;
  await makePartitions([dayOf(at)]);
  await transact(owner, (tx) =>
    tx.insert(usageTotalMinutes).values({
      orgId,
      level: "application",
      start: new Date(at),
      applicationId,
      apiId: fromUuid("api", nobody),
      endpointId: fromUuid("end", nobody),
      environment: "production",
      outcome: "VALID",
      count,
      cost: count,
    }),
  );
}

test("what changed most since yesterday comes first, also what fell silent", async () => {
  const organization = await mintOrganization();
  const { owner } = organization;
  const make = async (name: string, now: number, before: number) => {
    const { id } = await createApplication(owner, { name, baseUrl: "https://x.example" });
    if (now > 0) await counted(organization, id, 3, now);
    if (before > 0) await counted(organization, id, 30, before);
    await counted(organization, id, 50, 1000);
    return id;
  };
  const silent = await make("Silent", 0, 500);
  await make("Steady", 900, 900);
  const risen = await make("Risen", 410, 10);
  for (let i = 1; i <= 4; i++) await make(`Small ${i}`, i, 0);
  await counted(organization, fromUuid("app", nobody), 1, 50);
  await counted(await mintOrganization(), risen, 2, 10_000);
  await deleteApplication(owner, silent, { name: "Silent" });
  expect(await topMovers(owner)).toEqual([
    { id: silent, name: "Silent", isGone: true, count: 0, before: 500 },
    { id: risen, name: "Risen", isGone: false, count: 410, before: 10 },
    { id: null, name: "Unknown key", isGone: false, count: 50, before: 0 },
    { id: expect.any(String), name: "Small 4", isGone: false, count: 4, before: 0 },
    { id: expect.any(String), name: "Small 3", isGone: false, count: 3, before: 0 },
  ]);
  const { actor } = await mintToken(organization, ["keys.read"]);
  expect((await failure(topMovers(actor))).code).toBe("FORBIDDEN");
  await transactSystem((tx) => tx.delete(usageTotalMinutes));
  expect(await topMovers(owner)).toEqual([]);
});
