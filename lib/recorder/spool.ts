import { randomUUID } from "node:crypto";
import { close, fdatasync, mkdirSync, openSync, writeSync } from "node:fs";
import { readdir, readFile, rename, rm, rmdir, stat } from "node:fs/promises";
import type { Server } from "node:net";
import { join } from "node:path";
import { log } from "@/lib/log";
import { forgetDead, isDead, showAlive } from "./alive";

/** A closed part of a spool, on the disk or, where that takes nothing, in memory. */
export type Segment = { sequence: number; bytes: number } & (
  | { path: string }
  | { path: null; data: Buffer }
);

/** What is to be counted, in the order in which it was written. */
export type Closed = { id: string; directory: string | null; segments: Segment[] };

const ending = ".usage4";
const isSegment = /^\d+\.usage[34]$/;
const adopted = "adopted";
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The segments of a directory. */
async function segmentsIn(directory: string): Promise<Segment[]> {
  const names = (await readdir(directory)).filter((name) => isSegment.test(name));
  const segments = names.map(async (name) => {
    const path = join(directory, name);
    return { sequence: Number.parseInt(name, 10), bytes: (await stat(path)).size, path };
  });
  return (await Promise.all(segments)).sort((a, b) => a.sequence - b.sequence);
}

/** Nothing where the file is gone: whoever took it away keeps no other from being counted. */
export async function contentOf(segment: Segment): Promise<Buffer> {
  if (segment.path === null) return segment.data;
  return readFile(segment.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return Buffer.alloc(0);
    throw error;
  });
}

/**
 * An append-only log of one process, in a directory of its own under `root`, cut into segments.
 * What was appended outlives the process at once, and the machine once its segment was closed.
 */
export class Spool {
  readonly id = randomUUID();
  readonly closed: Segment[] = [];
  /** Bytes that are not counted yet. */
  bytes = 0;
  #sequence = 1;
  #fd: number | null = null;
  #memory: Buffer[] | null = null;
  #written = 0;
  #alive: Server | undefined;
  #directory: string | null = null;
  #troubled = false;

  private constructor(private readonly root: string) {}

  /** Where nothing can be written there it keeps everything in memory, and says so to the log. */
  static async open(root: string): Promise<Spool> {
    const spool = new Spool(root);
    const directory = join(root, spool.id);
    try {
      mkdirSync(root, { recursive: true, mode: 0o700 });
      spool.#alive = await showAlive(`${directory}.alive`);
      mkdirSync(join(directory, adopted), { recursive: true, mode: 0o700 });
      spool.#directory = directory;
    } catch (error) {
      spool.#complain(error);
    }
    return spool;
  }

  /** Which segment is written to. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Whether what is appended outlives this process. */
  get isDurable(): boolean {
    return this.#directory !== null && !this.#troubled;
  }

  /**
   * Appends a frame in one write. False where the disk did not take it: the segment is closed then,
   * and the next one is kept in memory.
   */
  append(frame: Buffer): boolean {
    if (this.#fd === null && this.#memory === null) this.#begin();
    if (this.#fd !== null && !this.#write(this.#fd, frame)) {
      this.cut();
      this.#memory = [];
      return false;
    }
    this.#memory?.push(Buffer.from(frame));
    this.#written += frame.length;
    this.bytes += frame.length;
    return true;
  }

  /** Closes the present segment, which is never altered again, where it has anything. */
  cut(): void {
    const [sequence, bytes] = [this.#sequence, this.#written];
    if (this.#fd !== null) {
      const fd = this.#fd;
      fdatasync(fd, () => close(fd, () => {}));
      this.closed.push({ sequence, bytes, path: this.#pathOf(sequence) });
    } else if (this.#memory && bytes > 0) {
      this.closed.push({ sequence, bytes, path: null, data: Buffer.concat(this.#memory) });
    } else {
      return;
    }
    this.#fd = null;
    this.#memory = null;
    this.#written = 0;
    this.#sequence++;
  }

  /** Forgets segments that were counted. */
  async remove(segments: Segment[]): Promise<void> {
    for (const segment of segments) {
      if (segment.path !== null) await rm(segment.path, { force: true });
      const index = this.closed.indexOf(segment);
      if (index === -1) continue;
      this.closed.splice(index, 1);
      this.bytes -= segment.bytes;
    }
  }

  /**
   * Takes over what dead processes left under the same root, and returns all that was taken over
   * and is not counted yet. Of several that try only one gets a directory: renaming it is the claim.
   */
  async adopt(): Promise<Closed[]> {
    if (this.#directory === null) return [];
    const mine = join(this.#directory, adopted);
    for (const id of await readdir(this.root)) {
      const directory = join(this.root, id);
      if (id === this.id || !uuid.test(id) || !(await isDead(`${directory}.alive`))) continue;
      const claimed = join(mine, id);
      if (!(await rename(directory, claimed).then(yes, no))) continue;
      forgetDead(`${directory}.alive`);
      log.info({ spool: id }, "the usage that an ended process left is counted");
    }
    await this.#flatten(mine);
    const ids = await readdir(mine);
    const found = ids.map(async (id) => {
      const directory = join(mine, id);
      return { id, directory, segments: await segmentsIn(directory) };
    });
    return Promise.all(found);
  }

  /** What a dead process had adopted stands within its own. */
  async #flatten(mine: string): Promise<void> {
    for (const id of await readdir(mine)) {
      const within = join(mine, id, adopted);
      for (const inner of await readdir(within).catch(() => [])) {
        await rename(join(within, inner), join(mine, inner));
        await this.#flatten(mine);
      }
      await rmdir(within).catch(() => {});
    }
  }

  /** Ends it; the directory goes where nothing is left in it. */
  async close(): Promise<void> {
    this.cut();
    if (this.#directory !== null) {
      await rmdir(join(this.#directory, adopted)).catch(() => {});
      await rmdir(this.#directory).catch(() => {});
    }
    await new Promise<void>((done) => (this.#alive ? this.#alive.close(() => done()) : done()));
  }

  #begin(): void {
    if (this.#directory !== null) {
      try {
        this.#fd = openSync(this.#pathOf(this.#sequence), "ax", 0o600);
        this.#troubled = false;
        return;
      } catch (error) {
        this.#complain(error);
      }
    }
    this.#memory = [];
  }

  #write(fd: number, frame: Buffer): boolean {
    try {
      if (writeSync(fd, frame) === frame.length) return true;
      throw new Error("The disk took a part of it only.");
    } catch (error) {
      this.#complain(error);
      return false;
    }
  }

  #pathOf(sequence: number): string {
    return join(this.#directory ?? "", `${sequence}${ending}`);
  }

  #complain(error: unknown): void {
    if (this.#troubled) return;
    this.#troubled = true;
    log.error(
      { err: error, directory: this.root },
      "usage can't be written there; memory keeps it",
    );
  }
}

const yes = () => true;
const no = () => false;
