import { and, eq, gt } from "drizzle-orm";
import { afterAll, beforeAll } from "vitest";
import { auditEvents } from "@/db/schema";
import { testDatabase } from "@/db/testing/database";
import { transact } from "@/db/transact";
import { builtActions, callAction } from "./action-call";
import { type Servers, startServers } from "./servers";
import { makeWorld, type World } from "./world";

/** The world and the built servers on its database: filled in before the first test of the file. */
export function accessStage() {
  testDatabase();
  const world = {} as World;
  const servers = {} as Servers;

  beforeAll(async () => {
    Object.assign(world, await makeWorld());
    Object.assign(servers, await startServers());
  }, 60_000);
  afterAll(() => servers.stop?.());

  /** What the work answers, and action and outcome of each event that it left in our organization. */
  async function watched<T>(work: () => Promise<T>) {
    const { id } = world.ours;
    const since = new Date();
    await new Promise((done) => setTimeout(done, 2));
    const answer = await work();
    const events = await transact({ organizationId: id }, (tx) =>
      tx
        .select({ action: auditEvents.action, outcome: auditEvents.outcome })
        .from(auditEvents)
        .where(and(eq(auditEvents.orgId, id), gt(auditEvents.occurredAt, since))),
    );
    return { answer, events };
  }

  const built = new Map<string, string>();
  /** What a server action of that name answers to who bears the cookie. */
  async function call(name: string, args: unknown[], cookie: string | null) {
    if (built.size === 0) for (const [each, id] of builtActions()) built.set(each, id);
    const id = built.get(name);
    if (!id) throw new Error(`${name} is not built`);
    return callAction(servers.portal, id, args, cookie);
  }

  return { world, servers, call, watched };
}
