import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { AlreadyRunningError, attachEmbedded, startEmbedded } from "@/db/embedded";
import { type Env, parseEnv } from "@/lib/env";

export type Environment = { config: Env; stop(): Promise<void> };

type Options = {
  /** Use the embedded database of a running product instead of refusing. */
  attach?: boolean;
  onTrouble?: (message: string) => void;
};

/**
 * Checks the configuration and sees to it that `DATABASE_URL` and `PORTCULLIS_SECRET` are set, here
 * and for child processes. Import what reads the configuration only after it.
 */
export async function openEnvironment({ attach, onTrouble }: Options = {}): Promise<Environment> {
  const config = parseEnv(process.env);
  if (config.DATABASE_URL) {
    if (config.PORTCULLIS_SECRET) return { config, stop: async () => {} };
    throw new Error(
      "PORTCULLIS_SECRET is not set. With a DATABASE_URL of your own it must be: at least 32 bytes, " +
        "for example from `openssl rand -base64 48`. Keep it apart from the database.",
    );
  }
  const directory = config.PORTCULLIS_DATA_DIR;
  const embedded = await startEmbedded(directory, { onTrouble }).catch((error) => {
    if (attach && error instanceof AlreadyRunningError) return attachEmbedded(directory);
    throw error;
  });
  process.env.DATABASE_URL = embedded.url;
  if (!config.PORTCULLIS_SECRET) process.env.PORTCULLIS_SECRET = await keptSecret(directory);
  return { config: parseEnv(process.env), stop: embedded.stop };
}

/** The master secret that lives beside the embedded database, made once. */
async function keptSecret(directory: string): Promise<string> {
  const file = join(directory, "secret");
  if (!existsSync(file)) {
    await writeFile(file, `${randomBytes(48).toString("base64url")}\n`, {
      flag: "wx",
      mode: 0o600,
    });
  }
  return (await readFile(file, "utf8")).trim();
}
