import { sql } from "drizzle-orm";
import { callAlone } from "@/db/transact";
import { fromUuid, isId, type OrganizationId, toUuid } from "@/lib/ids";
import type { Batch } from "./batch";

const freshMs = 5_000;
const mostKnown = 10_000;

/** Which organizations want the addresses of their callers cut, as of five seconds ago at most. */
export class CutNetworks {
  #read = new Map<string, number>();
  #cuts = new Set<string>();

  /** Those of a batch, in one statement where some are not known. */
  async of(batch: Batch): Promise<ReadonlySet<string>> {
    if (this.#read.size > mostKnown) this.#forget();
    const began = performance.now();
    const isFresh = (id: string) =>
      began - (this.#read.get(id) ?? Number.NEGATIVE_INFINITY) < freshMs;
    const asked = organizationsOf(batch).filter((id) => !isFresh(id));
    if (asked.length === 0) return this.#cuts;
    const uuids = `{${asked.map((id) => toUuid("org", id)).join()}}`;
    const rows = await callAlone<{ id: string }>(
      sql`select id from portcullis_cut_networks(${uuids}::text::uuid[]) as id`,
    );
    for (const id of asked) {
      this.#read.set(id, began);
      this.#cuts.delete(id);
    }
    for (const { id } of rows) this.#cuts.add(fromUuid("org", id));
    return this.#cuts;
  }

  #forget(): void {
    this.#read = new Map();
    this.#cuts = new Set();
  }
}

function organizationsOf({ table, names }: Batch): OrganizationId[] {
  const found = new Set<number>();
  let last = -1;
  for (let row = 0; row < table.size; row++) {
    const name = table.words[row * table.stride + 4] ?? 0;
    if (name !== last) found.add(name);
    last = name;
  }
  const ids: OrganizationId[] = [];
  for (const name of found) {
    const id = names.texts[name] ?? "";
    if (isId("org", id)) ids.push(id);
  }
  return ids;
}
