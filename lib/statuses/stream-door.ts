import type { TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { bearer } from "@/lib/access/bearer";
import type { Caller } from "@/lib/verification/caller";
import type { Source } from "@/lib/verification/source";
import type { StatusFeeds } from "./feeds";
import type { Sink } from "./subscriber";

export type { Sink } from "./subscriber";

export const revocationsPath = "/v1/revocations";

/** An answer that goes on: `open` is called once its head is sent, and gives who has left. */
export type Stream = {
  status: 200;
  headers: Record<string, string>;
  open(sink: Sink): () => void;
};

export const isStream = (answer: object): answer is Stream => "open" in answer;

/**
 * `GET /v1/revocations`: which JWT keys are not valid, from then on whenever that changes, as
 * server-sent events. Throws 401, 403, 429, 503.
 */
export async function openRevocations(
  { headers, origin }: Pick<Caller, "headers" | "origin">,
  { token }: Pick<Source, "token">,
  feeds: StatusFeeds,
): Promise<Stream> {
  const credential = bearer(headers.get("authorization"));
  const check = () => token(credential, origin);
  const actor: TokenActor = await check();
  authorize(actor, "key.verify");
  feeds.expectRoom(actor);
  return {
    status: 200,
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
      "x-request-id": origin.requestId,
    },
    open(sink) {
      const subscriber = feeds.subscribe(actor, sink, check, headers.get("last-event-id"));
      return () => feeds.leave(actor, subscriber);
    },
  };
}
