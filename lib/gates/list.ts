import { asc, sql } from "drizzle-orm";
import { changeLog, gates } from "@/db/schema";
import { transactSystem } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import type { GateSummary } from "./summary";

const goneAfterMs = 60_000;

/** The gates of the installation, which serve every organization; longest running first. Throws 403. */
export async function listGates(actor: Actor): Promise<GateSummary[]> {
  authorize(actor, "gate.read");
  const rows = await transactSystem((tx) =>
    tx
      .select({
        gate: gates,
        lagMs: sql<number>`extract(epoch from clock_timestamp() - ${gates.lastSeen})::float8 * 1000`,
        leaseMs: sql<number>`extract(epoch from ${gates.leaseUntil} - clock_timestamp())::float8 * 1000`,
        pending: sql<number>`(select count(*)::int from ${changeLog}
          where ${changeLog.xid} >= pg_snapshot_xmin(${gates.acked})
            and not pg_visible_in_snapshot(${changeLog.xid}, ${gates.acked}))`,
      })
      .from(gates)
      .orderBy(asc(gates.registeredAt), asc(gates.id)),
  );
  return rows.map(({ gate, lagMs, leaseMs, pending }) => ({
    id: gate.id,
    version: gate.version,
    address: gate.address,
    state: leaseMs > 0 ? "fresh" : lagMs < goneAfterMs ? "late" : "gone",
    registeredAt: gate.registeredAt.toISOString(),
    lastSeenAt: gate.lastSeen.toISOString(),
    lagMs: Math.max(0, Math.round(lagMs)),
    pending,
    leaseMs: Math.max(0, Math.round(leaseMs)),
    staleSeconds: gate.staleSeconds,
  }));
}
