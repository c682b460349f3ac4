import type { IncomingMessage } from "node:http";
import type { Origin, TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { bearer } from "@/lib/access/bearer";
import { largestBody } from "@/lib/http/body";
import { answerText } from "@/lib/verification/answer-text";
import { fastQuestion } from "@/lib/verification/fast-question";
import { expectJudgeable, type VerifyKey } from "@/lib/verification/question";
import { type Ruling, rule } from "@/lib/verification/rule";
import type { Services } from "@/lib/verification/services";

/** How a verification that came the short way ends. */
export type Ends = {
  answer(body: string): void;
  fail(error: unknown): void;
  /** The usual door judges it, with the body that was read. */
  leave(body: Buffer[]): void;
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
export function verifyHot(
  request: IncomingMessage,
  origin: Origin,
  services: Services,
  ends: Ends,
): void {
  try {
    const actor = services.source.token(bearer(request.headers.authorization), origin);
    if (!(actor instanceof Promise)) readThenRule(request, actor, services, ends);
    else actor.then((actor) => readThenRule(request, actor, services, ends)).catch(ends.fail);
  } catch (error) {
    ends.fail(error);
  }
}

function readThenRule(
  request: IncomingMessage,
  actor: TokenActor,
  services: Services,
  ends: Ends,
): void {
  const body: Buffer[] = [];
  request.on("data", (chunk: Buffer) => body.push(chunk));
  request.on("end", () => {
    const [first] = body;
    const whole = body.length === 1 && first ? first : Buffer.concat(body);
    const wish = fastQuestion(whole.toString("latin1"));
    if (wish) ruleThenAnswer(actor, wish, services, ends);
    else ends.leave(body);
  });
}

function ruleThenAnswer(actor: TokenActor, wish: VerifyKey, services: Services, ends: Ends): void {
  const answer = (ruling: Ruling) => ends.answer(answerText(actor, wish, ruling));
  try {
    authorize(actor, "key.verify");
    expectJudgeable(wish, actor.apiId !== null);
    const ruling = rule(actor, wish, services);
    if (!(ruling instanceof Promise)) answer(ruling);
    else ruling.then(answer).catch(ends.fail);
  } catch (error) {
    ends.fail(error);
  }
}
