import { z } from "zod";
import { transact } from "@/db/transact";
import type { MemberActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { AppError } from "@/lib/errors";
import type { OrganizationId } from "@/lib/ids";
import { log } from "@/lib/log";
import { parse } from "@/lib/parse";
import { estimateEvents } from "./estimate-events";
import { exportFormats } from "./event-lines";
import { eventFilters } from "./event-query";
import { authorizeSearch, type EventSearch } from "./event-search";
import { ExportRows, mostExported } from "./export-rows";

/** Who takes nothing for so long has gone. */
const idleMs = 60_000;
const most = { organization: 3, process: 10 };

const Export = z.strictObject({
  ...eventFilters,
  format: z.enum(exportFormats, `One of ${exportFormats.join(", ")}.`).default("csv"),
});
type Wish = z.output<typeof Export>;

/** Kept on `globalThis`: Next bundles this file more than once into one process. */
const holder = globalThis as typeof globalThis & {
  portcullisExports?: Map<OrganizationId, number>;
};

export type Exported = { headers: Record<string, string>; body: ReadableStream<Uint8Array> };

/**
 * The access history as a file, newest first, as `listEvents` gives it to the actor, of a million
 * rows at most: read as fast as it is taken, in constant memory. `x-total-estimate`: about how many
 * rows there will be. It breaks off within five seconds once session, membership or right has ended.
 * The audit log tells that it began and with how many rows it ended. Throws 404, 422, 429, 503, 403.
 */
export async function exportEvents(actor: MemberActor, query: unknown): Promise<Exported> {
  authorize(actor, "history.read");
  const wish = parse(Export, query);
  expectRoom(actor.organizationId);
  take(actor.organizationId, 1);
  try {
    return await begin(actor, wish);
  } catch (error) {
    take(actor.organizationId, -1);
    throw error;
  }
}

async function begin(actor: MemberActor, wish: Wish): Promise<Exported> {
  const { search, estimate } = await transact(actor, async (tx) => {
    const search = await authorizeSearch(tx, actor, filtersOf(wish));
    const estimate = Math.min(mostExported, await estimateEvents(tx, actor, search));
    await recordAudit(tx, actor, {
      action: "history.exported",
      target: target(actor),
      ...(wish.application && { applicationId: wish.application }),
      after: toldOf(wish, search),
    });
    return { search, estimate };
  });
  const day = new Date().toISOString().slice(0, 10);
  const name = `access-history-${actor.organizationSlug}-${day}.${wish.format}`;
  return {
    headers: {
      "content-type":
        wish.format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson",
      "content-disposition": `attachment; filename="${name}"`,
      // Compressed it would be held back in parts.
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
      "x-total-estimate": String(estimate),
      "x-request-id": actor.origin.requestId,
    },
    body: bodyOf(actor, new ExportRows(actor, search, wish.format)),
  };
}

const filtersOf = ({ format: _, ...filters }: Wish) => filters;

const target = (actor: MemberActor) => ({
  kind: "organization",
  id: actor.organizationId,
  name: actor.organizationSlug,
});

function toldOf(wish: Wish, { from, to, showsNetworks }: EventSearch): Record<string, unknown> {
  // Whoever reads the audit log may not see callers' addresses: that one was searched for is enough.
  const { zone: _, range: __, network, ...told } = wish;
  return {
    ...told,
    ...(network && { network: true }),
    from: from.toISOString(),
    to: to.toISOString(),
    networks: showsNetworks,
  };
}

function bodyOf(actor: MemberActor, rows: ExportRows) {
  return streamOf(rows, (complete) => {
    take(actor.organizationId, -1);
    const after = { rows: rows.count, complete };
    const ended = { action: "history.export-ended", target: target(actor), after };
    transact(actor, (tx) => recordAudit(tx, actor, ended)).catch((error) =>
      log.warn({ err: error, ...after }, "the end of an export is not noted"),
    );
  });
}

/** Bytes of the rows as they are taken; `onEnd` is called once, when no more will be. */
function streamOf(rows: ExportRows, onEnd: (complete: boolean) => void) {
  const encoder = new TextEncoder();
  let [isOpen, hasBegun] = [true, false];
  let idle: NodeJS.Timeout | undefined;
  const end = (complete: boolean) => {
    clearTimeout(idle);
    rows.stop();
    if (isOpen) onEnd(complete);
    isOpen = false;
  };
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const breakOff = (error: unknown) => {
          if (isOpen) controller.error(error);
          end(false);
        };
        clearTimeout(idle);
        try {
          const text = hasBegun || rows.head === "" ? await rows.next() : rows.head;
          hasBegun = true;
          if (!isOpen) return;
          if (text !== null) {
            controller.enqueue(encoder.encode(text));
            idle = setTimeout(() => breakOff(new Error("nobody reads")), idleMs).unref();
          } else {
            end(true);
            controller.close();
          }
        } catch (error) {
          if (!(error instanceof AppError)) log.warn({ err: error }, "an export broke off");
          breakOff(error);
        }
      },
      cancel: () => end(false),
    },
    new CountQueuingStrategy({ highWaterMark: 1 }),
  );
}

function take(organizationId: OrganizationId, more: 1 | -1): void {
  holder.portcullisExports ??= new Map();
  const count = (holder.portcullisExports.get(organizationId) ?? 0) + more;
  if (count > 0) holder.portcullisExports.set(organizationId, count);
  else holder.portcullisExports.delete(organizationId);
}

function expectRoom(organizationId: OrganizationId): void {
  const counts = holder.portcullisExports ?? new Map<OrganizationId, number>();
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if ((counts.get(organizationId) ?? 0) < most.organization && all < most.process) return;
  throw new AppError("TOO_MANY_REQUESTS", "Other exports are under way. Try again when they end.", {
    retryAfter: 10,
  });
}
