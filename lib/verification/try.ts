import { z } from "zod";
import { transact } from "@/db/transact";
import type { Actor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { recordAudit } from "@/lib/audit/record";
import { findApi } from "@/lib/catalog/find";
import { normalAddress } from "@/lib/forwarding";
import { parseCredential } from "@/lib/keys/credential";
import { longestToken } from "@/lib/keys/token-format";
import { parse } from "@/lib/parse";
import { databaseClock } from "./database-clock";
import { explain } from "./explain";
import { presentedOf } from "./presented";
import { noAddress } from "./question";
import { endpointAsked } from "./rule";
import { readAnswered } from "./source";
import { type Code, usableIn, verdict } from "./verdict";

const text = (max: number) =>
  z.string("Enter a text.").trim().max(max, `At most ${max} characters.`);

const TryKey = z
  .strictObject({
    key: text(longestToken).min(1, "Paste a key."),
    method: text(20).optional(),
    path: text(8000).optional(),
    permission: text(200).optional(),
    ip: text(60)
      .refine((ip) => ip === "" || normalAddress(ip) !== null, noAddress)
      .optional(),
    origin: text(2000).optional(),
  })
  .refine(({ method, path }) => !method === !path, {
    path: ["path"],
    message: "Enter the path of a request, such as /orders/42.",
  });

/** What came out of trying a key, and where to put it right: a path of the portal, or null. */
export type Trial = {
  code: Code;
  reason: string;
  fix: string | null;
  key: { name: string; environment: string; application: string } | null;
  /** The template with which the request was matched. */
  endpoint: string | null;
  /** What the key may use on the API. */
  permissions: readonly string[];
};

/**
 * What a gateway would be told about a key, with words: may it do this on the API now? Of limits it
 * takes nothing, usage doesn't count it, and nothing of the key is kept. Throws 404, 422, 403.
 */
export async function tryKey(actor: Actor, apiId: unknown, input: unknown): Promise<Trial> {
  authorize(actor, "catalog.read");
  const { key: shown, method, path, permission, ip, origin } = parse(TryKey, input);
  const asksPath = method && path;
  const request = {
    ...(asksPath && { method, path }),
    ip: normalAddress(ip) ?? undefined,
    origin: origin || undefined,
  };
  const credential = parseCredential(shown);
  const presented = credential ? await presentedOf(actor.organizationId, credential) : "malformed";
  const asked = { request, explain: true };
  return transact(actor, async (tx) => {
    const api = await findApi(tx, actor, apiId);
    const answered = await readAnswered(tx, actor.organizationId, presented, api.id, asked);
    const { finding, granted, standing, place, matcher } = answered;
    const endpoint = endpointAsked(asked, answered);
    const permissions = permission ? [permission] : [];
    const question = { environment: null, granted, standing, permissions, endpoint, request };
    const code = verdict(finding, question, databaseClock.now());
    const circumstances = { place, matcher, request, shown };
    const { reason, fix = null } = explain(code, finding, question, circumstances);
    const record = typeof finding === "string" ? null : finding;
    const template = endpoint ? `${endpoint.method} ${endpoint.path}` : null;
    await recordAudit(tx, actor, {
      action: "key.tried",
      target: record
        ? { kind: "key", id: record.key.id, name: record.key.name }
        : { kind: "api", id: api.id, name: api.name },
      applicationId: record?.application.id,
      after: { api: api.slug, endpoint: template, permission: permission ?? null, code },
    });
    return {
      code,
      reason,
      fix,
      key: record && {
        name: record.key.name,
        environment: record.key.environment,
        application: record.application.name,
      },
      endpoint: template,
      permissions: (record && usableIn(record, question)?.permissions) ?? [],
    };
  });
}
