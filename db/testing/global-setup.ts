import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { startEmbedded } from "@/db/embedded";
import { migrate } from "@/db/migrate";

declare module "vitest" {
  interface ProvidedContext {
    templateUrl: string;
    superuserUrl: string;
  }
}

/** One throw-away server for the whole run, with a migrated database that each file clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), "portcullis-test-"));
  const server = await startEmbedded(directory, { ephemeral: true });
  try {
    await migrate(server.url);
    const sql = postgres(server.superuserUrl, { max: 1, onnotice: () => {} });
    await sql.unsafe("alter database portcullis is_template true");
    await sql.end();
  } catch (error) {
    await server.stop();
    throw error;
  }
  project.provide("templateUrl", server.url);
  project.provide("superuserUrl", server.superuserUrl);
  return async () => {
    await server.stop();
    await rm(directory, { recursive: true, force: true });
  };
}
