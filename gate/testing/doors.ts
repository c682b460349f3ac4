import { afterAll, beforeAll } from "vitest";
import type { Gate } from "@/gate/server";
import { replaceGrants } from "@/lib/grants/replace";
import { mintApi } from "@/lib/testing/catalog";
import { mintKey } from "@/lib/testing/key";
import { type MintedOrganization, mintOrganization, mintToken } from "@/lib/testing/organization";
import { auditOf } from "@/lib/testing/trail";
import { type Asked, callDoor } from "./call-door";
import { listen } from "./listen";

/** Two organizations, service tokens of the first, and a gate: filled in before the first test. */
export type DoorsWorld = {
  address: string;
  ours: MintedOrganization;
  theirs: MintedOrganization;
  orders: Awaited<ReturnType<typeof mintApi>>;
  /** Service tokens: with keys.verify, the same bound to the API orders, with keys.write. */
  verifier: string;
  bound: string;
  writer: string;
};

export function doorsWorld() {
  const world = {} as DoorsWorld;
  let gate: Gate;

  beforeAll(async () => {
    const ours = await mintOrganization();
    const orders = await mintApi(ours);
    await mintApi(ours, "billing");
    const token = async (...minting: Parameters<typeof mintToken>) =>
      (await mintToken(...minting)).serviceToken;
    const listening = await listen();
    gate = listening.gate;
    Object.assign(world, {
      ours,
      orders,
      theirs: await mintOrganization(),
      verifier: await token(ours, ["keys.verify"]),
      bound: await token(ours, ["keys.verify"], { apiId: orders.id }),
      writer: await token(ours, ["keys.write"]),
      address: listening.address,
    });
  });
  afterAll(() => gate.drain(1000));

  return {
    world,
    ask: (path: string, asked?: Asked) => callDoor(world.address, path, asked),

    /** A key whose application may read orders. */
    async grantedKey() {
      const minted = await mintKey(world.ours.owner);
      const grants = [{ api: "orders", permission: "orders:read" }];
      await replaceGrants(world.ours.owner, minted.applicationId, { grants });
      return minted;
    },

    /** What the audit log has got by the work. */
    async eventsOf(work: () => Promise<unknown>) {
      const before = (await auditOf(world.ours)).length;
      await work();
      return (await auditOf(world.ours)).slice(before);
    },
  };
}
