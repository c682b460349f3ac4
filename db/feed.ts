import "server-only";
import { fromUuid, type OrganizationId } from "@/lib/ids";
import { type Line, openLine } from "./line";

export const changesChannel = "portcullis_changes";

/** One change of the log. Whoever does not understand it forgets everything. */
export type Change = { org: OrganizationId; kind: string; id: string; revision: number };

export type Renewal = {
  /** What is known once `changes` are applied: the next `applied`. */
  snapshot: string;
  epoch: string;
  changes: Change[];
  /** The database's clock, in milliseconds since the epoch. */
  now: number;
};

export type GateFacts = {
  id: string;
  /** Raised with each registration. */
  generation: number;
  version: string;
  address: string;
  staleSeconds: number;
};

/** How long the database keeps a lease; the gate itself counts on 100 ms less. */
export const leaseMs = 1000;

export type FeedLine = {
  register(gate: GateFacts): Promise<{ snapshot: string; epoch: string }>;
  /** Null: the gate has to register anew. Throws where the answer can't be understood. */
  renew(id: string, applied: string): Promise<Renewal | null>;
  deregister(id: string): Promise<void>;
  close(): void;
};

/** The gate's own connection to the change log. Every call is answered or fails within `deadline` ms. */
export function openFeed(onNotify: () => void, deadline = 600): FeedLine {
  const line: Line = openLine(changesChannel, onNotify);
  return {
    register: ({ id, generation, version, address, staleSeconds }) =>
      line.ask(deadline, async (sql) => {
        const [row] = await sql`
          insert into gates (id, generation, acked, lease_until, version, address, stale_seconds)
          values (${id}, ${generation}, pg_current_snapshot(), clock_timestamp(), ${version},
            ${address}, ${staleSeconds})
          on conflict (id) do update
            set generation = excluded.generation, acked = excluded.acked, lapsed_at = null
            where gates.generation < excluded.generation
          returning acked::text as snapshot, portcullis_epoch() as epoch`;
        return { snapshot: text(row?.snapshot), epoch: text(row?.epoch) };
      }),
    renew: (id, applied) =>
      line.ask(deadline, async (sql) => {
        const [row] = await sql`
          select snapshot, epoch, changes,
            extract(epoch from clock_timestamp())::float8 * 1000 as now
          from portcullis_renew(${id}, ${applied}::pg_snapshot, ${`${leaseMs} ms`}::interval)`;
        if (!row) return null;
        if (!Array.isArray(row.changes)) throw new TypeError("the changes are no list");
        return {
          snapshot: text(row.snapshot),
          epoch: text(row.epoch),
          changes: row.changes.map(change),
          now: time(row.now),
        };
      }),
    deregister: (id) =>
      line.ask(deadline, async (sql) => void (await sql`delete from gates where id = ${id}`)),
    close: () => line.close(),
  };
}

export function text(value: unknown): string {
  if (typeof value === "string" && value !== "") return value;
  throw new TypeError("the feed answered something else");
}

export function time(value: unknown): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new TypeError("the feed's clock shows no time");
}

export function change(value: unknown): Change {
  if (typeof value !== "object" || value === null) throw new TypeError("a change is no object");
  const { org, kind, id, revision } = value as Record<string, unknown>;
  if (typeof revision !== "number") throw new TypeError("a change has no revision");
  return { org: fromUuid("org", text(org)), kind: text(kind), id: text(id), revision };
}
