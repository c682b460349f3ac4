import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, vi } from "vitest";
import { database } from "@/db/client";
import { Batch, Slices } from "@/lib/recorder/batch";
import { type RecorderOptions, UsageRecorder } from "@/lib/recorder/recorder";
import { spoolsIn } from "./usage";

/** Recorders that flush when they are told, and directories: both end with the test. */
export function testRecorders() {
  const made: string[] = [];
  const open: UsageRecorder[] = [];

  afterEach(async () => {
    vi.restoreAllMocks();
    await Promise.all(open.splice(0).map((recorder) => recorder.close()));
    for (const path of made.splice(0)) rmSync(path, { recursive: true, force: true });
  });

  return {
    directory(): string {
      const path = mkdtempSync(join(tmpdir(), "portcullis-spool-"));
      made.push(path);
      return path;
    },

    async recorderIn(path: string, options: Partial<RecorderOptions> = {}) {
      const whole = { directory: path, gate: null, everyMs: 1e6, ...options };
      const recorder = await UsageRecorder.open(whole);
      open.push(recorder);
      return recorder;
    },
  };
}

export function databaseAway(): { mockRestore(): void } {
  const away = Object.assign(new Error("away"), { code: "ECONNREFUSED" });
  const ways = (["transaction", "execute"] as const).map((way) =>
    vi.spyOn(database(), way).mockRejectedValue(away),
  );
  return { mockRestore: () => ways.forEach((way) => void way.mockRestore()) };
}

/** How many verdicts the files of a directory's spools hold. */
export async function onDisk(path: string): Promise<number> {
  const batch = new Batch();
  for (const id of spoolsIn(path)) {
    for (const name of readdirSync(join(path, id))) {
      if (name.endsWith(".usage4"))
        await batch.add(readFileSync(join(path, id, name)), new Slices());
    }
  }
  return [...batch.counts()].reduce((sum, { count }) => sum + count, 0);
}
