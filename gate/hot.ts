import type { IncomingMessage, ServerResponse } from "node:http";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { bearer } from "@/lib/access/bearer";
import { largestBody } from "@/lib/http/body";
import { answerText } from "@/lib/verification/answer-text";
import { fastQuestion } from "@/lib/verification/fast-question";
import { expectJudgeable } from "@/lib/verification/question";
import { rule } from "@/lib/verification/rule";
import type { Services } from "@/lib/verification/services";
import type { Connection } from "./connections";

/** A verification that came the short way. */
export type Arrival = {
  request: IncomingMessage;
  response: ServerResponse;
  origin: Origin;
  connection: Connection;
};

/** How it ends. */
export type Ends = {
  answer(arrival: Arrival, body: string): void;
  fail(arrival: Arrival, error: unknown): void;
  /** The usual door judges it, with the body that was read. */
  leave(arrival: Arrival, body: Buffer[]): void;
};

/** Whether a request is a verification as nearly all are: a small body of plain JSON. */
export function isUsual({ method, url, headers }: IncomingMessage): boolean {
  if (url !== "/v1/keys/verify" || method !== "POST") return false;
  const length = Number(headers["content-length"]);
  return (
    length > 0 &&
    length <= largestBody &&
    headers["content-type"] === "application/json" &&
    headers["content-encoding"] === undefined &&
    headers.host !== undefined
  );
}

/**
 * `POST /v1/keys/verify` of a usual request, without a promise where nothing has to be waited for.
 * What it answers is what the usual door would, byte for byte.
 */
export function verifyHot(arrival: Arrival, services: Services, ends: Ends): void {
  const { request, origin } = arrival;
  try {
    const actor = services.source.token(bearer(request.headers.authorization), origin);
    const read = (actor: TokenActor) => readThenRule(arrival, actor, services, ends);
    if (!(actor instanceof Promise)) read(actor);
    else actor.then(read).catch((error) => refuse(arrival, error, ends));
  } catch (error) {
    refuse(arrival, error, ends);
  }
}

/** What nobody reads of a body would keep the next request from being read. */
function refuse(arrival: Arrival, error: unknown, ends: Ends): void {
  arrival.request.resume();
  ends.fail(arrival, error);
}

function readThenRule(arrival: Arrival, actor: TokenActor, services: Services, ends: Ends): void {
  const { request } = arrival;
  if (request.complete) {
    const body: Buffer | null = request.read();
    ruleThenAnswer(arrival, body === null ? [] : [body], actor, services, ends);
    return;
  }
  const body: Buffer[] = [];
  request.on("data", (chunk: Buffer) => body.push(chunk));
  request.on("end", () => ruleThenAnswer(arrival, body, actor, services, ends));
}

function ruleThenAnswer(
  arrival: Arrival,
  body: Buffer[],
  actor: TokenActor,
  services: Services,
  ends: Ends,
): void {
  const [first] = body;
  const whole = body.length === 1 && first ? first : Buffer.concat(body);
  const wish = fastQuestion(whole.toString("latin1"));
  if (!wish) {
    ends.leave(arrival, body);
    return;
  }
  try {
    authorize(actor, "key.verify");
    expectJudgeable(wish, actor.apiId !== null);
    const ruling = rule(actor, wish, services);
    if (!(ruling instanceof Promise)) {
      ends.answer(arrival, answerText(actor, wish, ruling));
      return;
    }
    ruling
      .then((ruled) => ends.answer(arrival, answerText(actor, wish, ruled)))
      .catch((error) => ends.fail(arrival, error));
  } catch (error) {
    ends.fail(arrival, error);
  }
}
