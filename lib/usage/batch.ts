import { setImmediate as nextTurn } from "node:timers/promises";
import { unframe } from "./turn";

/** Verdicts of one minute that have everything in common. Ids as the verifier knows them, or "". */
export type Count = {
  /** Minutes since 1970. */
  minute: number;
  organization: string;
  application: string;
  key: string;
  api: string;
  environment: string;
  outcome: string;
  count: number;
  cost: number;
  /** When it last happened, in milliseconds since 1970, and from where, so far as known. */
  at: number;
  network: string | null;
};

/** One verdict that is kept in the history. */
export type Event = Omit<Count, "minute" | "count" | "network"> & {
  request: string;
  network: string | null;
  method: string | null;
  path: string | null;
  tags: string[] | null;
  latency: number;
  oneOf: number;
};

/** Lets others have the event loop every so many milliseconds of work. */
export class Slices {
  #began = performance.now();

  constructor(private readonly ms = 2) {}

  get isOver(): boolean {
    return performance.now() - this.#began > this.ms;
  }

  async next(): Promise<void> {
    await nextTurn();
    this.#began = performance.now();
  }
}

/** A count whose parts are still one text: it takes a fraction of the memory. */
type Row = Pick<Count, "minute" | "count" | "cost" | "at" | "network"> & { definition: string };

/** What several segments hold together. */
export class Batch {
  #rows = new Map<number, Map<string, Row>>();
  readonly events: Event[] = [];
  #defined: string[] = [];
  #current: (Row | undefined)[] = [];
  #networks: (string | null)[] = [];
  #minute = 0;

  /** Each made when it is asked for. */
  *counts(): Generator<Count> {
    for (const rows of this.#rows.values()) {
      for (const { definition, ...rest } of rows.values()) yield { ...parts(definition), ...rest };
    }
  }

  /** Adds a whole segment, a slice at a time. */
  async add(segment: Buffer, slices: Slices): Promise<void> {
    this.#defined = [];
    this.#current = [];
    this.#networks = [];
    for (const text of unframe(segment)) {
      this.#addTurn(text);
      if (slices.isOver) await slices.next();
    }
  }

  #addTurn(text: string): void {
    const end = text.indexOf("\n");
    const at = Number(text.slice(0, end));
    const minute = Math.floor(at / 60_000);
    if (minute !== this.#minute) this.#current = [];
    this.#minute = minute;
    for (const line of text.slice(end + 1).split("\n")) {
      if (line.startsWith("+")) this.#defined.push(line.slice(1));
      else if (line.startsWith("!")) this.#addEvent(JSON.parse(line.slice(1)));
      else this.#addCount(line, at);
    }
  }

  #addCount(line: string, at: number): void {
    const [number = "", count = "1", cost = "1", network] = line.split(" ");
    const index = Number(number);
    this.#current[index] ??= this.#find(this.#defined[index] ?? "");
    const row = this.#current[index];
    row.count += Number(count);
    row.cost += Number(cost);
    row.at = Math.max(row.at, at);
    if (network !== undefined) this.#networks[index] = network === "-" ? null : network;
    row.network = this.#networks[index] ?? null;
  }

  #find(definition: string): Row {
    const minute = this.#minute;
    const rows = this.#rows.get(minute) ?? new Map<string, Row>();
    this.#rows.set(minute, rows);
    const row = rows.get(definition) ?? {
      minute,
      definition,
      count: 0,
      cost: 0,
      at: 0,
      network: null,
    };
    rows.set(definition, row);
    return row;
  }

  #addEvent(fields: EventFields): void {
    const [index, at, request, network, method, path, tags, latency, cost, oneOf] = fields;
    const rest = { at, request, network, method, path, tags, latency, cost, oneOf };
    this.events.push({ ...parts(this.#defined[index] ?? ""), ...rest });
  }
}

type EventFields = [
  index: number,
  at: number,
  request: string,
  network: string | null,
  method: string | null,
  path: string | null,
  tags: string[] | null,
  latency: number,
  cost: number,
  oneOf: number,
];

function parts(definition: string) {
  const [organization = "", application = "", key = "", api = "", environment = "", outcome = ""] =
    definition.split(",");
  return { organization, application, key, api, environment, outcome };
}
