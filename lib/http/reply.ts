import { createHash } from "node:crypto";
import type { RequestId } from "@/lib/ids";
import { type Answer, jsonAnswer } from "@/lib/problem";
import { etagOf } from "./precondition";

/** What a route answers, before headers. */
export type Reply = {
  status: 200 | 201 | 204;
  body: unknown;
  revision?: number;
  /** Of what has no revision. */
  etag?: string;
  location?: string;
  /** Fields of `body` that are shown this one time only. */
  secrets?: readonly string[];
};

type Extra = Omit<Reply, "status" | "body">;

export const ok = (body: unknown, extra: Extra = {}): Reply => ({ status: 200, body, ...extra });

export const created = (body: unknown, extra: Extra = {}): Reply => ({
  status: 201,
  body,
  ...extra,
});

export const nothing = (): Reply => ({ status: 204, body: null });

/** A thing that has no revision, with an ETag of what it says. */
export const read = (thing: object): Reply => {
  const digest = createHash("sha256").update(JSON.stringify(thing)).digest("base64url");
  return ok(thing, { etag: `"${digest.slice(0, 22)}"` });
};

/** A thing with its ETag. */
export const versioned = (thing: { revision: number }): Reply =>
  ok(thing, { revision: thing.revision });

export function replyAnswer(reply: Reply, requestId: RequestId): Answer {
  const headers: Record<string, string> = {};
  if (reply.etag !== undefined) headers.etag = reply.etag;
  if (reply.revision !== undefined) headers.etag = etagOf(reply.revision);
  if (reply.location !== undefined) headers.location = reply.location;
  const answer = jsonAnswer(reply.body, requestId, { status: reply.status, headers });
  return reply.status === 204 ? { ...answer, body: "" } : answer;
}
