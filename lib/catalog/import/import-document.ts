import { createHash } from "node:crypto";
import { type Transaction, transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { findApi } from "@/lib/catalog/find";
import { lockHolders } from "@/lib/catalog/remove-grants";
import { touchApi } from "@/lib/catalog/touch";
import { AppError, invalid } from "@/lib/errors";
import { fetchPublic } from "@/lib/outgoing/fetch-public";
import { parse } from "@/lib/parse";
import { transactSettled } from "@/lib/verification/settle";
import { applyPlan } from "./apply";
import { ImportDocument, type ImportWish } from "./fields";
import { importTold } from "./import-told";
import { expectMayLose, lostGrants, tellOfLostGrants } from "./lost-grants";
import { largestDocument, parseDocument } from "./parse-document";
import { type Plan, planImport } from "./plan";
import { presentCatalog } from "./present";
import { mostEndpoints, readDocument } from "./read-document";
import type { ImportResult } from "./result";
import { expectMayOpen } from "./sensitive";
import type { Wanted } from "./wanted";

const mostShown = 1000;

/**
 * Makes the catalogue of an API what an OpenAPI document says, or with `dryRun` only tells what
 * that would do. What stays keeps its id and its grants; an import that changes nothing leaves no
 * trace. Throws 404 (no such API), 413 and 422 (the document, its address), 409 (what would go is
 * granted and `removeGrants` is not given), 412 (it would do another thing than `plan` stands
 * for), 403 (also where grants would go and the actor may take none, or something sensitive
 * would be less so and the actor may grant nothing sensitive).
 */
export async function importDocument(
  actor: Actor,
  apiId: unknown,
  input: unknown,
): Promise<ImportResult> {
  authorize(actor, "catalog.edit");
  const wish = parse(ImportDocument, input);
  await transact({ organizationId: actor.organizationId }, (tx) => findApi(tx, actor, apiId));
  const document = wish.url === undefined ? wish.document : await fetched(wish.url);
  const wanted = readDocument(parseDocument(document), wish.prefix);
  const work = (tx: Transaction) => importIn(tx, actor, apiId, wish, wanted);
  return wish.dryRun ? transact(actor, work) : transactSettled(actor, work);
}

const accept = "application/json, application/yaml, text/yaml, */*;q=0.5";

const fetched = (url: string) => fetchPublic(url, { accept, largest: largestDocument, at: "url" });

async function importIn(
  tx: Transaction,
  actor: Actor,
  apiId: unknown,
  wish: ImportWish,
  wanted: Wanted,
): Promise<ImportResult> {
  const seen = await findApi(tx, actor, apiId);
  const takes = wish.removeGrants && !wish.dryRun;
  const holders = takes ? await lockHolders(tx, actor, { apiId: seen.id }) : [];
  const api = wish.dryRun ? seen : await findApi(tx, actor, seen.id, "update");
  const present = await presentCatalog(tx, actor, api.id);
  const { remove } = wish;
  const chosen = Array.isArray(remove) ? new Set<string>(remove) : remove;
  const plan = planImport(present, wanted, (item) =>
    chosen instanceof Set ? chosen.has(item.id) : chosen,
  );
  expectRoom(present.endpoints.length, plan);
  const name = nameOf(plan);
  if (wish.plan !== undefined && wish.plan !== name) throw outdated();
  const result = resultOf(plan, wanted, wish, name);
  if (wish.dryRun) return { ...result, applied: false, revision: api.revision };
  expectMayOpen(actor, present, plan);
  const lost = lostGrants(plan);
  expectMayLose(actor, lost, wish.removeGrants, new Set(holders.map(({ id }) => id)));
  if (plan.added.length + plan.changed.length + plan.removed.length === 0) {
    return { ...result, applied: true, revision: api.revision };
  }
  await applyPlan(tx, actor, api, present, plan);
  await tellOfLostGrants(tx, actor, api, lost);
  const { revision } = await touchApi(tx, actor, api);
  await recordAudit(tx, actor, {
    action: "api.imported",
    target: { kind: "api", id: api.id, name: api.name },
    after: importTold(plan, wanted, wish),
  });
  return { ...result, applied: true, revision };
}

function resultOf(plan: Plan, wanted: Wanted, { prefix }: ImportWish, name: string) {
  const { openapi, title, version, server } = wanted;
  const applications = new Set(plan.affectedGrants.map(({ application }) => application.id));
  return {
    ...plan,
    document: { openapi, title, version },
    server,
    prefix,
    affectedGrants: plan.affectedGrants.slice(0, mostShown),
    affected: { grants: plan.affectedGrants.length, applications: applications.size },
    plan: name,
  };
}

/** The same for the same document and the same present catalogue only, as far as they matter. */
const nameOf = ({ added, changed, removed, affectedGrants }: Plan): string =>
  createHash("sha256")
    .update(JSON.stringify([added, changed, removed, affectedGrants]))
    .digest("base64url");

const outdated = () =>
  new AppError(
    "PRECONDITION_FAILED",
    "The document, the catalogue or its grants have changed since the preview. Nothing was imported: look at a new preview.",
  );

function expectRoom(present: number, { added, removed }: Plan): void {
  const isEndpoint = ({ kind }: { kind: string }) => kind === "endpoint";
  const count = present + added.filter(isEndpoint).length - removed.filter(isEndpoint).length;
  if (count <= mostEndpoints) return;
  throw invalid("document", `The API would have ${count} endpoints; it may have ${mostEndpoints}.`);
}
