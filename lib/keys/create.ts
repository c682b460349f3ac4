import { eq } from "drizzle-orm";
import type { z } from "zod";
import { keyLookup, keys, organizations } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict, notFound } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { limitColumns, limitsIn, summarizeLimits } from "@/lib/limits/columns";
import { parse } from "@/lib/parse";
import { credentialHash } from "@/lib/secrets/installation";
import { CreateKey } from "./fields";
import { generateKey, parseKey } from "./format";
import { expectGranted } from "./permissions";
import { type KeySummary, summarizeKey } from "./summary";

/** The one answer that carries the secret. */
export type CreatedKey = { key: KeySummary; apiKey: string; sharedKey: string; secretKey: string };

/**
 * Makes a key of an application and returns its secret, once; only its HMAC is kept. Throws 404
 * (no such application), 409 (the application is inactive), 422 (fields; a permission that the
 * application is not granted), 403.
 */
export async function createKey(
  actor: Actor,
  applicationId: unknown,
  input: unknown,
): Promise<CreatedKey> {
  authorize(actor, "key.create");
  const wish = parse(CreateKey, input);
  return transact(actor, async (tx) => {
    const application = await findApplication(tx, actor, applicationId, "share");
    authorizeOn(actor, "key.create", application);
    if (application.status !== "active") {
      throw conflict("The application is inactive. Activate it before you generate a key.");
    }
    return insertKey(tx, actor, application, wish);
  });
}

/** Makes the key and its audit event; only its HMAC is kept. `path` is where `wish` stood. */
export async function insertKey(
  tx: Transaction,
  actor: Actor,
  application: ApplicationRow,
  wish: z.output<typeof CreateKey>,
  path = "",
): Promise<CreatedKey> {
  authorizeIn(actor, "key.create", wish.environment);
  await expectGranted(tx, actor, application, wish.permissions, `${path}permissions`);
  const apiKey = generateKey(await prefixOf(tx, actor), wish.environment);
  const parts = parseKey(apiKey);
  if (!parts) throw new Error("generated a key that does not parse");
  const { rateLimits, quota, ...rest } = wish;
  const [row] = await tx
    .insert(keys)
    .values({
      ...rest,
      ...limitColumns({ rateLimits, quota }),
      orgId: actor.organizationId,
      id: newId("key"),
      applicationId: application.id,
      sharedKey: parts.sharedKey,
      hash: await credentialHash(apiKey),
      ownerId: actor.kind === "member" ? actor.id : application.ownerId,
      createdBy: actor.id,
    })
    .returning();
  if (!row) throw new Error("the key was not inserted");
  await tx.insert(keyLookup).values({ sharedKey: row.sharedKey, orgId: row.orgId, keyId: row.id });
  await recordAudit(tx, actor, {
    action: "key.created",
    target: { kind: "key", id: row.id, name: row.name },
    applicationId: application.id,
    after: {
      name: row.name,
      environment: row.environment,
      sharedKey: row.sharedKey,
      expiresAt: row.expiresAt,
      ...(row.permissions && { permissions: row.permissions }),
      ...(limitsIn(row) && summarizeLimits(row)),
    },
  });
  return {
    key: summarizeKey(row),
    apiKey,
    sharedKey: parts.sharedKey,
    secretKey: parts.secretKey,
  };
}

async function prefixOf(tx: Transaction, actor: Actor): Promise<string> {
  const [row] = await tx
    .select({ keyPrefix: organizations.keyPrefix })
    .from(organizations)
    .where(eq(organizations.id, actor.organizationId));
  if (!row) throw notFound("organization");
  return row.keyPrefix;
}
