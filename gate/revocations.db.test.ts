import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { createPermission } from "@/lib/catalog/create-permission";
import { deleteOrganization } from "@/lib/organizations/delete";
import { mintApi } from "@/lib/testing/catalog";
import { claimsOf, mintJwtWorld } from "@/lib/testing/jwt";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { listen } from "./testing/listen";
import { type Listening, listedAt, listenTo } from "./testing/listener";
import { type LiveGate, liveGate } from "./testing/live-gate";

import { type Doors, listed, type Made, type Told, verbs } from "./testing/status-verbs";

testDatabase();

let live: LiveGate;
let polling: Awaited<ReturnType<typeof listen>>;
const left: Listening[] = [];

beforeAll(async () => {
  live = await liveGate();
  polling = await listen();
});
afterEach(async () => {
  for (const listening of left.splice(0)) await listening.leave();
});
afterAll(async () => {
  await live.stop();
  await polling.gate.drain(1000);
});

/** What the stream comes to say of a key, and the list after it. */
async function expectTold({ address, listening }: Doors, made: Made, status: Told) {
  await listening.until(() => listening.status(made.key.id) === status);
  const list = () => listedAt(address, claimsOf(made.token));
  await expect.poll(list, { timeout: 4000, interval: 100 }).toBe(listed[status]);
}

const doors = [
  ["a gate", () => live.address],
  ["a process that looks at the log by itself", () => polling.address],
] as const;

async function open(address: string): Promise<Doors> {
  const world = await mintJwtWorld();
  const { serviceToken } = await mintToken(world.organization, ["keys.verify"]);
  const listening = await listenTo(address, serviceToken);
  left.push(listening);
  await listening.ready();
  return { address, world, listening };
}

for (const [name, address] of doors) {
  test.each(verbs)(`${name}: %s`, async (_, steps) => {
    const opened = await open(address());
    const made = await opened.world.mint();
    const other = await opened.world.mint({ name: "stays" });
    for (const [step, status] of steps) {
      await step(opened, made);
      await expectTold(opened, made, status);
    }
    const seen = opened.listening.named("change").map(({ data }) => data);
    expect(seen.some(({ changed }) => changed)).toBe(true);
    const alone = ["revoke", "disable and enable", "rotate at once", "expire"];
    if (!alone.some((verb) => _.startsWith(verb))) return;
    expect(opened.listening.status(other.key.id)).toBe("valid");
    expect(await listedAt(opened.address, claimsOf(other.token))).toBe(0);
  });

  test(`${name}: a scope that gets a second meaning, which the key may not use`, async () => {
    const opened = await open(address());
    const { world } = opened;
    const { owner } = world.organization;
    const billing = await mintApi(world.organization, "billing");
    await world.grant([
      { api: "orders", permission: "orders:read" },
      { api: "billing", permission: "orders:read" },
    ]);
    const both = await world.mint();
    const one = await world.mint({ audiences: ["orders"] });
    await world.grant([
      { api: "orders", permission: "orders:read" },
      { api: "billing", permission: "orders:write" },
    ]);
    await expectTold(opened, both, "suspended");
    await expectTold(opened, one, "valid");
    const { listening } = opened;
    await world.grant([
      { api: "orders", permission: "orders:read" },
      { api: "billing", permission: "orders:read" },
    ]);
    await expectTold(opened, both, "valid");
    const orders = world.api.id;
    await createPermission(owner, orders, { name: "invoices:read" });
    await createPermission(owner, billing.id, { name: "audit:read" });
    await world.grant([
      { api: "orders", permission: "orders:read" },
      { api: "orders", permission: "invoices:read" },
      { api: "billing", permission: "orders:read" },
    ]);
    const clear = await world.mint();
    expect(listening.status(clear.key.id)).toBe("valid");
    await createPermission(owner, billing.id, { name: "invoices:read" });
    await expectTold(opened, clear, "suspended");
  });

  test(`${name}: an organization that is deleted ends its streams, and its tokens`, async () => {
    await mintOrganization();
    const opened = await open(address());
    const made = await opened.world.mint();
    const { organization } = opened.world;
    await deleteOrganization(organization.owner, { name: organization.name });
    await expectTold(opened, made, "revoked");
    await opened.listening.until(() => opened.listening.ended() === "cleanly");
  });
}
