import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, inject } from "vitest";
import { closeDatabase } from "@/db/client";
import { asSuperuser } from "./superuser";

export type TestDatabase = {
  /** As role `portcullis`, as the product runs. */
  url: string;
  /** The same database as superuser, whom row-level security doesn't hold. */
  superuserUrl: string;
};

/**
 * Gives the calling test file a migrated, empty database of its own, and points `DATABASE_URL` at
 * it, and `PORTCULLIS_DATA_DIR` at a directory; dropped after the file's last test. Call it once, at the top of the file.
 */
export function testDatabase(): TestDatabase {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const server = inject("superuserUrl");
  const on = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href;
  const database = {
    url: on(inject("templateUrl")),
    superuserUrl: on(server),
  };
  process.env.DATABASE_URL = database.url;
  process.env.PORTCULLIS_SECRET ??= "a secret of the test run of 32 bytes or more";
  const dataDir = mkdtempSync(join(tmpdir(), "portcullis-data-"));
  process.env.PORTCULLIS_DATA_DIR = dataDir;

  beforeAll(() =>
    asSuperuser(
      server,
      `create database ${name} template portcullis strategy file_copy owner portcullis`,
    ),
  );
  afterAll(async () => {
    await closeDatabase();
    rmSync(dataDir, { recursive: true, force: true });
    await asSuperuser(server, `drop database ${name} with (force)`);
  });
  return database;
}
