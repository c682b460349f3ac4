import type { Batch } from "./batch";
import { putId } from "./words";

/*
 * How version 0.1.0 wrote a turn, in frames of text: its time; `+` and the parts of a definition,
 * which is numbered through the segment; number, count, cost and network as far as they are not 1, 1
 * and the same as before, `-` being none; `!` and one verdict as JSON.
 */

export type OldDefinition = { parts: string[]; network: string | null };

/** Adds the text of such a turn. `defined` is what the segment has defined before. */
export function addOldTurn(text: string, defined: OldDefinition[], batch: Batch): void {
  const [time = "", ...lines] = text.split("\n");
  const at = Number(time);
  const rows = new Map<number, number>();
  const add = (number: number, count: number, cost: number) => {
    const definition = defined[number];
    if (!definition) throw new TypeError("a count of what was not defined");
    ask(batch, definition.parts, at);
    const row = batch.addCount(count, cost, at, batch.names.of(definition.network));
    rows.set(number, row);
    return row;
  };
  for (const line of lines) {
    if (line.startsWith("+")) {
      defined.push({ parts: line.slice(1).split(","), network: null });
    } else if (line.startsWith("!")) {
      const [number, at, request, network, ...more] = JSON.parse(line.slice(1));
      const [method, path, tags, latency, cost, oneOf] = more;
      const rest = JSON.stringify({ at, network, method, path, tags, latency, cost, oneOf });
      batch.events.push({ row: rows.get(number) ?? add(number, 0, 0), at, request, rest });
    } else {
      const [number = "", count = "1", cost = "1", network] = line.split(" ");
      const definition = defined[Number(number)];
      if (definition && network !== undefined)
        definition.network = network === "-" ? null : network;
      add(Number(number), Number(count), Number(cost));
    }
  }
}

function ask({ table, names }: Batch, parts: string[], at: number): void {
  const [organization, application, key, api, environment, outcome, endpoint] = parts;
  if (key) putId(table.asked, 0, key);
  else table.asked.fill(0, 0, 4);
  const texts = [organization, application, api, endpoint, environment, outcome];
  table.asked.set([...texts.map((text) => names.of(text || null)), Math.floor(at / 60_000)], 4);
}
