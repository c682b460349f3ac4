import type { RequestId } from "@/lib/ids";
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
      const [method, path, tags, latencyMicros, cost, oneOf] = more;
      const told = { at, requestId: request, network, method, path, tags, latencyMicros, cost };
      batch.events.add(told, rows.get(number) ?? add(number, 0, 0), oneOf, batch.names);
    } else {
      const [number = "", count = "1", cost = "1", network] = line.split(" ");
      const definition = defined[Number(number)];
      if (definition && network !== undefined)
        definition.network = network === "-" ? null : network;
      add(Number(number), Number(count), Number(cost));
    }
  }
}

/** Adds a verdict of version 2: the number of its definition, its request, and the rest as JSON. */
export function addOldLine(line: string, rowOf: (number: number) => number, batch: Batch): void {
  const first = line.indexOf(" ");
  const second = line.indexOf(" ", first + 1);
  const { latency, oneOf, ...rest } = JSON.parse(line.slice(second + 1));
  const requestId = line.slice(first + 1, second) as RequestId;
  const told = { ...rest, requestId, latencyMicros: latency };
  batch.events.add(told, rowOf(Number(line.slice(0, first))), oneOf, batch.names);
}

function ask({ table, names }: Batch, parts: string[], at: number): void {
  const [organization, application, key, api, environment, outcome, endpoint] = parts;
  if (key) putId(table.asked, 0, key);
  else table.asked.fill(0, 0, 4);
  const texts = [organization, application, api, endpoint, environment, outcome];
  table.asked.set([...texts.map((text) => names.of(text || null)), Math.floor(at / 60_000)], 4);
}
