import type { Origin, TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { answerText } from "@/lib/verification/answer-text";
import { fastQuestion } from "@/lib/verification/fast-question";
import { expectJudgeable } from "@/lib/verification/question";
import { rule } from "@/lib/verification/rule";
import type { Services } from "@/lib/verification/services";

/** A verification that came the short way. */
export type Arrival = {
  readonly origin: Origin;
  /** The service token, or null where none was given as it should be. */
  readonly credential: string | null;
  /** A character per byte. */
  readonly body: string;
  /** Answers with a verdict's JSON. */
  answer(text: string): void;
  /** Answers as every door does where it was thrown. */
  fail(error: unknown): void;
  /** The usual door judges it. */
  leave(): void;
};

/**
 * `POST /v1/keys/verify` of a usual request, without a promise where nothing has to be waited for.
 * What it answers is what the usual door would, byte for byte.
 */
export function verifyHot(arrival: Arrival, services: Services): void {
  try {
    const actor = services.source.token(arrival.credential, arrival.origin);
    if (!(actor instanceof Promise)) {
      ruleThenAnswer(arrival, actor, services);
      return;
    }
    actor
      .then((actor) => ruleThenAnswer(arrival, actor, services))
      .catch((error) => arrival.fail(error));
  } catch (error) {
    arrival.fail(error);
  }
}

function ruleThenAnswer(arrival: Arrival, actor: TokenActor, services: Services): void {
  const wish = fastQuestion(arrival.body);
  if (!wish) {
    arrival.leave();
    return;
  }
  authorize(actor, "key.verify");
  expectJudgeable(wish, actor.apiId !== null);
  const ruling = rule(actor, wish, services);
  if (!(ruling instanceof Promise)) {
    arrival.answer(answerText(actor, wish, ruling));
    return;
  }
  ruling
    .then((ruled) => arrival.answer(answerText(actor, wish, ruled)))
    .catch((error) => arrival.fail(error));
}
