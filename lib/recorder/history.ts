import { keptDays } from "@/lib/usage/partitions";
import { networkOf } from "@/lib/verification/seen-from";
import type { Batch, Slices } from "./batch";
import { type Columns, columnOf, oldest, quoted, Texts } from "./columns";
import { eventPlace, eventWidth } from "./events";
import { hexAt, type Nothing, type Thing, Things } from "./things";
import { familyOf } from "./user-agent";

/** What goes into one statement: so many, or so many characters of their paths. */
const mostAtOnce = { events: 5_000, characters: 500_000 };
/** What the column holds: 36 minutes. */
const mostMicros = 2 ** 31 - 1;
const inHistory: Nothing = { id: "NULL", text: "NULL" };

export type EventColumns = Columns<
  | Thing
  | "key"
  | "at"
  | "request"
  | "cost"
  | "network"
  | "method"
  | "path"
  | "tags"
  | "userAgent"
  | "latency"
  | "oneOf"
>;

const quotedList = (json: string) =>
  quoted(`{${(JSON.parse(json) as string[]).map(quoted).join()}}`);

/** The history of a batch, some at a time; addresses of organizations that `cuts` names are cut. */
export async function* eventsOf(
  batch: Batch,
  slices: Slices,
  cuts: ReadonlySet<string>,
): AsyncGenerator<EventColumns> {
  const { events, names } = batch;
  const { row, request, network, method, path, tags, cost, oneOf, at, latency } = eventPlace;
  const oldestEvent = oldest(keptDays.events);
  const things = new Things(batch, inHistory);
  const texts = new Texts(names, "NULL", quoted);
  const lists = new Texts(names, "NULL", quotedList);
  const families = new Texts(names, "NULL", (text) => quoted(familyOf(text)));
  const networks = new Texts(names, "NULL", (text) => {
    const network = networkOf(text);
    return network === null ? "NULL" : quoted(network);
  });
  const charactersOf = (index: number) => names.texts[events.wordOf(index, path)]?.length ?? 0;
  for (let from = 0, to = 0; from < events.size; from = to) {
    for (let room = mostAtOnce.characters; to < events.size && room > 0; to++) {
      if (to - from === mostAtOnce.events) break;
      room -= charactersOf(to);
    }
    const some = Array.from({ length: to - from }, (_, i) => from + i).filter(
      (index) => events.doubleOf(index, at) >= oldestEvent,
    );
    if (some.length === 0) continue;
    const column = columnOf(some, slices);
    const word = (place: number) => column((index) => events.wordOf(index, place));
    const text = (place: number, as = texts) =>
      column((index) => as.of(events.wordOf(index, place)));
    const rows = some.map((index) => events.wordOf(index, row));
    const isCut = (index: number) => cuts.has(batch.nameOf(events.wordOf(index, row), 4));
    yield {
      ...(await things.of(columnOf(rows, slices))),
      key: await things.keys(columnOf(rows, slices)),
      at: await column((index) => events.doubleOf(index, at)),
      request: await column((index) => hexAt(events.words, index * eventWidth + request)),
      cost: await word(cost),
      network: await column((index) =>
        (isCut(index) ? networks : texts).of(events.wordOf(index, network)),
      ),
      method: await text(method),
      path: await text(path),
      tags: await text(tags, lists),
      userAgent: await text(eventPlace.userAgent, families),
      latency: await column((index) => Math.min(events.doubleOf(index, latency), mostMicros)),
      oneOf: await word(oneOf),
    };
  }
}
