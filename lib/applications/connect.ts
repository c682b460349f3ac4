import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize, authorizeOn } from "@/lib/access/authorize";
import { GrantWishes, reasonField } from "@/lib/grants/fields";
import { replaceGrantsIn } from "@/lib/grants/replace";
import { type CreatedKey, type CreatedOf, insertKey } from "@/lib/keys/create";
import { CreateKey } from "@/lib/keys/fields";
import { parse } from "@/lib/parse";
import { CreateApplication } from "./fields";
import { findApplication } from "./find";
import { insertApplication } from "./insert";
import { summarizeApplication } from "./summarize";
import type { ApplicationSummary } from "./summary";

const ConnectApplication = CreateApplication.extend({
  grants: GrantWishes,
  /** Why it is granted them. */
  reason: reasonField(),
  /** Null for none: where policy demands an approval, that comes later. */
  key: CreateKey.nullable(),
});

type FirstKey<Wish> = Wish extends { key: infer Key extends object }
  ? CreatedOf<Key>
  : CreatedKey | null;

/**
 * The whole of the New App wizard in one transaction: the application, what it may use, and its
 * first key if one is wished for, whose secret is in this answer only. Throws as the verbs do that
 * it joins.
 */
export async function connectApplication<I>(
  actor: Actor,
  input: I,
): Promise<{ application: ApplicationSummary; created: FirstKey<I> }> {
  authorize(actor, "application.create");
  authorize(actor, "grant.edit");
  authorize(actor, "key.create");
  const { grants, reason, key, ...wish } = parse(ConnectApplication, input);
  return transact(actor, async (tx) => {
    const application = await insertApplication(tx, actor, wish);
    authorizeOn(actor, "key.create", application);
    if (grants.length > 0) {
      authorizeOn(actor, "grant.edit", application);
      await replaceGrantsIn(tx, actor, application, { grants, reason });
    }
    const created = key && (await insertKey(tx, actor, application, key, "key."));
    const row = await findApplication(tx, actor, application.id);
    return {
      application: await summarizeApplication(tx, actor, row),
      created: created as FirstKey<I>,
    };
  });
}
