import { createHmac, randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { installationSecrets } from "@/db/schema";
import { type Transaction, transactOutside } from "@/db/transact";
import { env } from "@/lib/env";
import { unwrap, wrap } from "./wrap";

const names = ["key-pepper", "session-key", "signing-keys"] as const;
type Name = (typeof names)[number];
export type Secrets = Readonly<Record<Name, Buffer>>;

const place = (name: string) => `installation_secrets/${name}/wrapped`;

const holder = globalThis as typeof globalThis & { portcullisSecrets?: Promise<Secrets> };

function masters(): string[] {
  const list = env().PORTCULLIS_SECRET;
  if (!list) throw new Error("PORTCULLIS_SECRET is not set: give the secret of this installation.");
  return list;
}

async function read(tx: Transaction): Promise<Map<string, Buffer>> {
  const rows = await tx.select().from(installationSecrets);
  return new Map(rows.map((row) => [row.name, row.wrapped]));
}

function open(wrapped: Buffer, name: Name) {
  const opened = unwrap(wrapped, masters(), place(name));
  if (opened) return opened;
  throw new Error(
    "PORTCULLIS_SECRET does not open this database's secrets. Start with the secret it was made with; an old and a new one may be given together, separated by a comma, the new one first.",
  );
}

/**
 * Makes the installation's secrets where they are missing and rewraps all under the first of
 * `PORTCULLIS_SECRET`. Throws in words where none of the given secrets opens them.
 */
export function prepareSecrets(): Promise<void> {
  return transactOutside(async (tx) => {
    const rows = await read(tx);
    const [first = ""] = masters();
    for (const name of names) {
      const row = rows.get(name);
      if (!row) {
        const wrapped = wrap(randomBytes(32), first, place(name));
        await tx.insert(installationSecrets).values({ name, wrapped }).onConflictDoNothing();
        continue;
      }
      const { plain, master } = open(row, name);
      if (master === 0) continue;
      const wrapped = wrap(plain, first, place(name));
      await tx
        .update(installationSecrets)
        .set({ wrapped })
        .where(eq(installationSecrets.name, name));
    }
  });
}

async function load(): Promise<Secrets> {
  const rows = await transactOutside(read);
  const entries = names.map((name) => {
    const row = rows.get(name);
    if (!row) throw new Error("The installation has no secrets yet: start it once with npm start.");
    return [name, open(row, name).plain] as const;
  });
  return Object.fromEntries(entries) as Record<Name, Buffer>;
}

/** The installation's secrets, read once per process. */
export function secrets(): Promise<Secrets> {
  holder.portcullisSecrets ??= load().catch((error) => {
    holder.portcullisSecrets = undefined;
    throw error;
  });
  return holder.portcullisSecrets;
}

/** HMAC-SHA-256 under the pepper: how keys and service tokens stand in the database. */
export async function credentialHash(credential: string): Promise<Buffer> {
  const { "key-pepper": pepper } = await secrets();
  return createHmac("sha256", pepper).update(credential).digest();
}
