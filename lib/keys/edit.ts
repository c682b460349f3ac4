import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { keys } from "@/db/schema";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeIn, authorizeOn } from "@/lib/access/authorize";
import { forgetQuotaNotices } from "@/lib/alerts/prune-notices";
import { findApplication } from "@/lib/applications/find";
import { recordAudit } from "@/lib/audit/record";
import { conflict, invalid } from "@/lib/errors";
import { limitColumns, limitsIn } from "@/lib/limits/columns";
import { parse } from "@/lib/parse";
import { expectKeyMay } from "@/lib/policies/expect";
import { expectRevision } from "@/lib/revision";
import { announce } from "@/lib/verification/announce";
import { transactSettled } from "@/lib/verification/settle";
import { EditKey } from "./fields";
import { findKey } from "./find";
import { expectSpan } from "./insert";
import { expectOwn, expectOwner, holdOwner } from "./owner";
import { expectGranted } from "./permissions";
import { isOver } from "./state";
import { type KeyRow, type KeySummary, statusAt, summarizeKey } from "./summary";
import { told } from "./told";
import { widens } from "./widens";

/**
 * Changes those fields of a key that are given, lists as a whole; one that changes nothing leaves no
 * trace. Throws 404, 412 (the revision is another than `ifRevision`), 409 (the key is over and more
 * is changed than its name or tags), 422 (also for a permission that the application is not
 * granted, and for a rule of policy that the change would break), 403 (also where a key of
 * somebody else would get more, or other limits).
 */
export async function editKey(
  actor: Actor,
  id: unknown,
  input: unknown,
  ifRevision?: number,
): Promise<KeySummary> {
  authorize(actor, "key.create");
  const { rateLimits, quota, ...fields } = parse(EditKey, input);
  return transactSettled(actor, async (tx) => {
    const { applicationId } = await findKey(tx, actor, id);
    await holdOwner(tx, actor, fields.ownerId ?? null);
    const application = await findApplication(tx, actor, applicationId, "share");
    const before = await findKey(tx, actor, id, "update");
    authorizeIn(actor, "key.create", before.environment);
    authorizeOn(actor, "key.create", application);
    expectRevision(before.revision, ifRevision);
    const change = { ...given(fields), ...limitColumns({ rateLimits, quota }) };
    const wanted = { ...before, ...change };
    const changed = differing(before, wanted);
    if (changed.length === 0) return summarizeKey(before);
    expectEditable(before, changed);
    expectUnsigned(before, changed);
    const isOfQuota = changed.includes("quota");
    const limits = changed.includes("rateLimits") || isOfQuota;
    if (limits || widens(before, wanted)) {
      expectOwn(
        actor,
        before,
        "Only the key's owner or an admin lets it do more, or changes its limits. Ask one of them.",
      );
    }
    if (wanted.ownerId !== before.ownerId) {
      authorize(actor, "key.transfer");
      await expectOwner(tx, actor, wanted.ownerId);
    }
    expectSpan(wanted);
    const { id: keyId } = before;
    await expectKeyMay(tx, actor, application, wanted, "", { kind: "edit", id: keyId, before });
    await expectGranted(tx, actor, application, fields.permissions);
    const [after] = await tx
      .update(keys)
      .set({ ...change, revision: before.revision + 1 })
      .where(and(eq(keys.orgId, actor.organizationId), eq(keys.id, before.id)))
      .returning();
    if (!after) throw new Error("the key was not changed");
    if (isOfQuota) await forgetQuotaNotices(tx, actor, after.id);
    await announce(tx, actor, { kind: "key", id: after.id, revision: after.revision });
    await recordAudit(tx, actor, {
      action: "key.edited",
      target: { kind: "key", id: after.id, name: after.name },
      applicationId: after.applicationId,
      before: told(before),
      after: told(after),
    });
    return summarizeKey(after);
  });
}

type Fields = Omit<z.output<typeof EditKey>, "rateLimits" | "quota">;
type Change = { [F in keyof Fields]?: Exclude<Fields[F], undefined> };

/** An undefined field would wipe what stands in the row that it is spread over. */
const given = (fields: Fields): Change =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** The fields that are not as before; limits that can't be understood are unlike any. */
function differing(before: KeyRow, wanted: KeyRow): string[] {
  const [was, is] = [told(before), told(wanted)] as Record<string, unknown>[];
  const fields = Object.keys(is ?? {}).filter(
    (name) => JSON.stringify(was?.[name]) !== JSON.stringify(is?.[name]),
  );
  return limitsIn(before) === undefined && limitsIn(wanted) !== undefined
    ? [...fields, "rateLimits"]
    : fields;
}

function expectEditable(key: KeyRow, changed: readonly string[]): void {
  const status = statusAt(key, new Date());
  if (!isOver(status) || changed.every((name) => name === "name" || name === "tags")) return;
  throw conflict(`The key is ${status}: only its name and tags can be changed.`);
}

const inToken = ["expiresAt", "notBefore", "allowedNetworks", "allowedOrigins"];

/** Throws 422 where the change would contradict the token of a JWT key, which others hold. */
function expectUnsigned({ kind }: KeyRow, changed: readonly string[]): void {
  const field = kind === "jwt" ? inToken.find((name) => changed.includes(name)) : undefined;
  if (field === undefined) return;
  throw invalid(field, "This can't be changed: the token is signed. Rotate the key, or revoke it.");
}
