import { beforeAll, expect } from "vitest";
import { asSuperuser } from "@/db/testing/superuser";
import type { TokenActor } from "@/lib/access/actor";
import { type KeyId, toUuid } from "@/lib/ids";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { announce } from "@/lib/verification/announce";
import { portalServices } from "@/lib/verification/services";
import { transactSettled } from "@/lib/verification/settle";
import { verify } from "@/lib/verification/verify";
import type { TestGate } from "./gate";

export const orders = { api: "orders" };
export const reading = { ...orders, permissions: ["orders:read"] };
export const uuid = (id: KeyId) => `'${toUuid("key", id)}'`;

/** `world` and who asks in it: filled in before the first test. */
export function jwtWorld(superuserUrl: string) {
  const told = {} as { world: Awaited<ReturnType<typeof mintJwtWorld>>; actor: TokenActor };

  beforeAll(async () => {
    const world = await mintJwtWorld();
    const { actor } = await mintToken(world.organization, ["keys.verify"]);
    Object.assign(told, { world, actor });
  });

  /** The answer of a gate and of the portal, which have to agree. */
  async function answerOf(
    gate: TestGate,
    key: string,
    wish: object = reading,
    asking = told.actor,
  ) {
    const services = { ...portalServices, source: gate.source };
    const asked = { key, explain: true, ...wish };
    const portal = await verify(asking, asked);
    expect(await verify(asking, asked, services)).toEqual(portal);
    expect(await verify(asking, asked, services)).toEqual(portal);
    return portal;
  }

  /** Alters rows as no verb does, and lets the gates hear of it. */
  async function force(statement: string, id = "key_x") {
    await asSuperuser(superuserUrl, statement);
    const { owner } = told.world.organization;
    await transactSettled(owner, (tx) => announce(tx, owner, { kind: "key", id, revision: 1 }));
  }

  return {
    told,
    answerOf,
    codeOf: async (...asked: Parameters<typeof answerOf>) => (await answerOf(...asked)).code,
    force,
    alterKey: (id: KeyId, set: string) =>
      force(`update keys set ${set} where id = ${uuid(id)}`, id),
    alterToken: (id: KeyId, set: string) =>
      force(`update key_tokens set ${set} where key_id = ${uuid(id)}`, id),
  };
}
