import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { environments, keys } from "@/db/schema";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { findApplication } from "@/lib/applications/find";
import { fromUuid } from "@/lib/ids";
import { keyItems } from "@/lib/keys/items";
import { orderField, ownerField, ownerOf } from "@/lib/list-fields";
import { pageFields } from "@/lib/page";
import { parse } from "@/lib/parse";
import { findingNames } from "@/lib/policies/rules";
import { countFound } from "./count";
import { type Finding, findingsOf, isIdle } from "./finding";
import { type KeyFound, loadFacts } from "./load";
import type { Findings, HygieneCounts, KeyWithFindings } from "./summary";
import { withoutUse } from "./unused";

const filters = {
  application: z.string("An id beginning with app_.").optional(),
  environment: z.enum(environments, `One of ${environments.join(", ")}.`).optional(),
  owner: ownerField(),
};

const CountFindings = z.strictObject(filters);

const sortNames = ["findings", "name", "createdAt", "lastUsedAt"] as const;

const ListFindings = z.strictObject({
  ...filters,
  finding: z.enum(findingNames, `One of ${findingNames.join(", ")}.`).optional(),
  limit: pageFields.limit,
  page: pageFields.page,
  sort: z.enum(sortNames, `One of ${sortNames.join(", ")}.`).default("findings"),
  order: orderField(),
});
type Query = z.output<typeof ListFindings>;

/**
 * One page of the keys that work or could work again and in which something is found: those with
 * most findings first unless `sort` and `order` say else. Throws 404 (no such application), 422, 403.
 */
export async function listFindings(actor: Actor, query: unknown): Promise<Findings> {
  authorize(actor, "key.read");
  const wish = parse(ListFindings, query);
  return transact(actor, async (tx) => {
    const now = new Date();
    const found = await findAll(tx, actor, wish, now);
    const matching = found.filter(({ findings }) =>
      wish.finding ? findings.some(({ name }) => name === wish.finding) : findings.length > 0,
    );
    const start = ((wish.page ?? 1) - 1) * wish.limit;
    const shown = sorted(matching, wish).slice(start, start + wish.limit);
    return {
      data: await described(tx, actor, shown, now),
      total: matching.length,
      counts: countFound(found),
    };
  });
}

/** How many keys there are, and with which findings. Throws 404 (no such application), 422, 403. */
export async function countFindings(actor: Actor, query: unknown = {}): Promise<HygieneCounts> {
  authorize(actor, "key.read");
  const wish = parse(CountFindings, query);
  return transact(actor, async (tx) => countFound(await findAll(tx, actor, wish, new Date())));
}

type Found = { facts: KeyFound; findings: Finding[] };

async function findAll(
  tx: Transaction,
  actor: Actor,
  wish: z.output<typeof CountFindings>,
  now: Date,
): Promise<Found[]> {
  const application =
    wish.application === undefined ? undefined : await findApplication(tx, actor, wish.application);
  const filter = and(
    application && eq(keys.applicationId, application.id),
    wish.environment && eq(keys.environment, wish.environment),
    wish.owner && eq(keys.ownerId, ownerOf(actor, wish.owner)),
  );
  const all = await loadFacts(tx, actor, filter, now);
  return all.map((facts) => ({ facts, findings: findingsOf(facts, now) }));
}

const values: Record<Query["sort"], (found: Found) => number | string> = {
  findings: ({ findings }) => findings.length,
  name: ({ facts }) => facts.name.toLowerCase(),
  createdAt: ({ facts }) => facts.createdAt.getTime(),
  lastUsedAt: ({ facts }) => facts.lastUsedAt?.getTime() ?? Number.NEGATIVE_INFINITY,
};

function sorted(found: Found[], { sort, order }: Query): Found[] {
  const by = values[sort];
  const way = (order ?? (sort === "findings" ? "desc" : "asc")) === "desc" ? -1 : 1;
  const keyed = found.map((one) => ({ one, value: by(one), uuid: one.facts.uuid }));
  keyed.sort((a, b) => {
    if (a.value !== b.value) return a.value < b.value ? -way : way;
    return a.uuid < b.uuid ? -1 : 1;
  });
  return keyed.map(({ one }) => one);
}

/** What is shown of them, in their order. */
async function described(
  tx: Transaction,
  actor: Actor,
  found: Found[],
  now: Date,
): Promise<KeyWithFindings[]> {
  const shown = found.map((one) => ({ ...one, id: fromUuid("key", one.facts.uuid) }));
  const ids = shown.map(({ id }) => id);
  const rows = await tx
    .select()
    .from(keys)
    .where(and(eq(keys.orgId, actor.organizationId), inArray(keys.id, ids)));
  const items = new Map((await keyItems(tx, actor, rows)).map((item) => [item.id, item]));
  const idle = shown.filter(({ facts }) => isIdle(facts, now)).map(({ id }) => id);
  const unused = await withoutUse(tx, actor, idle, now);
  return shown.flatMap(({ id, findings }) => {
    const key = items.get(id);
    if (!key) return [];
    const told = findings.map(({ name, words }) => ({ name, words: words() }));
    return [{ key, findings: told, safeToRemove: unused.has(id) }];
  });
}
