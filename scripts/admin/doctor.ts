import { ping } from "@/db/client";
import { inspectDatabase } from "@/db/inspect";
import { pendingMigrations } from "@/db/migrate";
import type { Env } from "@/lib/env";
import { secrets } from "@/lib/secrets/installation";
import { examineSigningKeys } from "@/lib/signing/examine";
import { localUrl } from "@/scripts/local-url";

/** `ok` is null where there was nothing to check. */
export type Check = { name: string; ok: boolean | null; detail: string; fix?: string };

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** Looks at everything the product needs and changes nothing. */
export async function examine(config: Env): Promise<Check[]> {
  const database = await checkDatabase();
  return [
    database,
    ...(database.ok ? await lookInside(config) : []),
    await checkProcess("Portal", localUrl(config.HOST, config.PORT)),
    await checkProcess("Gate", localUrl(config.GATE_HOST, config.GATE_PORT)),
  ];
}

async function lookInside({ DATABASE_OWNER_URL, DATABASE_URL = "" }: Env): Promise<Check[]> {
  const security = await checkSecurity();
  const migrations = await checkMigrations(DATABASE_OWNER_URL ?? DATABASE_URL);
  return [...security, migrations, ...(migrations.ok ? await checkSecrets() : [])];
}

async function checkDatabase(): Promise<Check> {
  const name = "Database";
  if (await ping(5000)) return { name, ok: true, detail: "answers" };
  const fix = "Check DATABASE_URL and that the server runs and can be reached from here.";
  return { name, ok: false, detail: "does not answer", fix };
}

async function checkSecurity(): Promise<Check[]> {
  const { role, unsecuredTables, tenantTables } = await inspectDatabase();
  const above = role.superuser ? "SUPERUSER" : role.bypassesRowSecurity ? "BYPASSRLS" : null;
  const safe = tenantTables > 0 && unsecuredTables.length === 0;
  return [
    above
      ? {
          name: "Database role",
          ok: false,
          detail: `${role.name} has ${above}: row-level security does not hold it`,
          fix: "Give DATABASE_URL an ordinary role; DATABASE_OWNER_URL may keep this one.",
        }
      : { name: "Database role", ok: true, detail: `${role.name} is an ordinary role` },
    safe
      ? { name: "Row-level security", ok: true, detail: `forced on ${tenantTables} tables` }
      : {
          name: "Row-level security",
          ok: false,
          detail: tenantTables === 0 ? "no tables yet" : `missing on ${unsecuredTables.join(", ")}`,
          fix: "Start the product once: it secures the tables.",
        },
  ];
}

async function checkMigrations(ownerUrl: string): Promise<Check> {
  const name = "Migrations";
  const pending = await pendingMigrations(ownerUrl);
  if (pending === 0) return { name, ok: true, detail: "all applied" };
  const fix =
    pending > 0
      ? "Start the product once: it applies them."
      : "This build is older than the database: run the newer one.";
  const detail = pending > 0 ? `${pending} not applied` : `${-pending} unknown to this build`;
  return { name, ok: false, detail, fix };
}

async function checkSecrets(): Promise<Check[]> {
  const name = "Secrets";
  try {
    await secrets();
  } catch (error) {
    const fix = "Start the product with the PORTCULLIS_SECRET that this database was made with.";
    return [{ name, ok: false, detail: words(error), fix }];
  }
  return [{ name, ok: true, detail: "open with PORTCULLIS_SECRET" }, await checkSigningKeys()];
}

async function checkSigningKeys(): Promise<Check> {
  const name = "Signing keys";
  const { count, closed } = await examineSigningKeys();
  if (count === 0) return { name, ok: null, detail: "none: no JWT key was made yet" };
  if (closed.length === 0) return { name, ok: true, detail: `${count} open` };
  const some = closed.slice(0, 5).join(", ") + (closed.length > 5 ? " and others" : "");
  const fix =
    "Restore their rows from a backup, or rotate them in Settings: until then their organizations make no JWT keys.";
  return { name, ok: false, detail: `${closed.length} of ${count} do not open: ${some}`, fix };
}

async function checkProcess(name: string, url: string): Promise<Check> {
  try {
    const response = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(3000) });
    await response.body?.cancel();
    if (response.ok) return { name, ok: true, detail: `ready at ${url}` };
    const fix = `Look at its log for the reason; ${url}/health/ready tells when it is over.`;
    return { name, ok: false, detail: `answers ${response.status} at ${url}`, fix };
  } catch (error) {
    const refused = error instanceof TypeError;
    if (refused) return { name, ok: null, detail: `not running at ${url}` };
    const fix = `Look at its log, and at what else listens at ${url}.`;
    return { name, ok: false, detail: words(error), fix };
  }
}
