import { type Id, toUuid } from "@/lib/ids";
import type { Batch } from "./batch";
import { type Column, type Columns, Texts } from "./columns";

export type Thing = "organization" | "application" | "api" | "endpoint" | "environment" | "outcome";

/** What stands for no id, and for no environment. */
export type Nothing = { id: string; text: string };

/** Ids and names of a batch as they stand in columns. Throws where a name is no id of its noun. */
export class ThingTexts {
  readonly ids: Record<"org" | "app" | "api" | "end", Texts>;
  readonly names: Texts;

  constructor({ names }: Batch, { id, text }: Nothing) {
    const ids = <P extends "org" | "app" | "api" | "end">(prefix: P) =>
      new Texts(names, id, (name) => toUuid(prefix, name as Id<P>));
    this.ids = { org: ids("org"), app: ids("app"), api: ids("api"), end: ids("end") };
    this.names = new Texts(names, text, (name) => name);
  }
}

/** What was counted, as columns of rows of the batch. */
export class Things {
  readonly #texts: ThingTexts;

  constructor(
    private readonly batch: Batch,
    private readonly nothing: Nothing,
  ) {
    this.#texts = new ThingTexts(batch, nothing);
  }

  /** But for keys. */
  async of(column: Column): Promise<Columns<Thing>> {
    const { ids, names } = this.#texts;
    const { words, stride } = this.batch.table;
    const word = (row: number, place: number) => words[row * stride + place] ?? 0;
    return {
      organization: await column((row) => ids.org.of(word(row, 4))),
      application: await column((row) => ids.app.of(word(row, 5))),
      api: await column((row) => ids.api.of(word(row, 6))),
      endpoint: await column((row) => ids.end.of(word(row, 7))),
      environment: await column((row) => names.of(word(row, 8))),
      outcome: await column((row) => names.of(word(row, 9))),
    };
  }

  keys(column: Column): Promise<string> {
    const { words, stride } = this.batch.table;
    const isNone = (at: number) => words[at] === 0 && words[at + 1] === 0;
    return column((row) => (isNone(row * stride) ? this.nothing.id : hexAt(words, row * stride)));
  }
}

const bytes = Buffer.alloc(16);

/** A UUID without its dashes. */
export function hexAt(words: Uint32Array, start: number): string {
  for (let i = 0; i < 4; i++) bytes.writeUInt32BE(words[start + i] ?? 0, i * 4);
  return bytes.toString("hex");
}
