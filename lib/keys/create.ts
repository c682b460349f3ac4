import type { z } from "zod";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { type ApplicationRow, findApplication } from "@/lib/applications/find";
import { takeApproval } from "@/lib/approvals/key-permit";
import { invalid } from "@/lib/errors";
import type { MemberId } from "@/lib/ids";
import { limitColumns } from "@/lib/limits/columns";
import { parse } from "@/lib/parse";
import { expectKeyMay } from "@/lib/policies/expect";
import { CreateKey } from "./fields";
import {
  type CreatedKey,
  type CreatedOf,
  expectActive,
  expectSpan,
  factsOfNew,
  insertRow,
} from "./insert";
import { expectOwner, holdOwner } from "./owner";
import { expectGranted } from "./permissions";

export type { CreatedJwtKey, CreatedKey, CreatedOf, CreatedSecretKey } from "./insert";

/**
 * Makes a key of an application and returns its secret, once; only its HMAC is kept. Its owner is
 * who makes it, of a machine's key the application's, unless another is wished for. Throws 404 (no
 * such application), 409 (the application is inactive), 422 (fields; a permission that the
 * application is not granted; an owner who is none; a rule of policy), 403 (also for another owner
 * than oneself, and where an approval is needed and not there).
 */
export async function createKey<I>(
  actor: Actor,
  applicationId: unknown,
  input: I,
): Promise<CreatedOf<I>> {
  authorize(actor, "key.create");
  const wish = parse(CreateKey, input);
  return transact(actor, async (tx) => {
    const found = await findApplication(tx, actor, applicationId);
    await holdOwner(tx, actor, ownerOf(actor, found, wish));
    const application = await findApplication(tx, actor, found.id, "share");
    authorizeOn(actor, "key.create", application);
    expectActive(application);
    return insertKey(tx, actor, application, wish) as Promise<CreatedOf<I>>;
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
  const { rateLimits, quota, audiences, ownerId: wanted, ...rest } = wish;
  if (audiences !== null && wish.kind !== "jwt") throw invalid(`${path}audiences`, secretForAll);
  expectSpan(rest, path);
  if (wanted !== undefined) await expectOwner(tx, actor, wanted, `${path}ownerId`);
  const approval = await takeApproval(tx, actor, application, wish.environment);
  await expectKeyMay(tx, actor, application, factsOfNew(rest), path);
  await expectGranted(tx, actor, application, wish.permissions, `${path}permissions`);
  const given = {
    ...rest,
    ...limitColumns({ rateLimits, quota }),
    applicationId: application.id,
    ownerId: ownerOf(actor, application, wish),
  };
  const created = await insertRow(tx, actor, given, {
    audience: audiences && { slugs: audiences },
    path,
  });
  await approval.spend(created.key.id);
  return created;
}

const secretForAll = "Only a JWT key names its APIs: leave it out, or choose kind jwt.";

function ownerOf(
  actor: Actor,
  application: ApplicationRow,
  { ownerId }: z.output<typeof CreateKey>,
): MemberId | null {
  if (ownerId !== undefined) return ownerId;
  return actor.kind === "member" ? actor.id : application.ownerId;
}
