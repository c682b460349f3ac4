import { z } from "zod";
import type { TokenActor } from "@/lib/access/actor";
import { authorize } from "@/lib/access/authorize";
import { bearer } from "@/lib/access/bearer";
import { AppError, type FieldError } from "@/lib/errors";
import { readBatch } from "@/lib/http/body";
import { parse } from "@/lib/parse";
import { jsonAnswer } from "@/lib/problem";
import { answering, type Door } from "./caller";
import { expectJudgeable, VerifyKey } from "./question";
import type { Services } from "./services";
import { sharedTurn } from "./shared-turns";
import { judge, type Verdict } from "./verify";

/** As many items of one batch may wait for the database at once: others' reads come in between. */
const waitingAtOnce = 4;
const mostErrors = 50;

const listWords = "A list of questions, each as for /v1/keys/verify.";
const VerifyBatch = z.strictObject({
  items: z.array(z.unknown(), listWords).max(1000, "At most 1000 items."),
});

/** `POST /v1/keys/verify-batch`. */
export const verifyBatchDoor: Door = (caller, services) =>
  answering(caller, async () => {
    const { headers, origin, body } = caller;
    const actor = await services.source.token(bearer(headers.get("authorization")), origin);
    authorize(actor, "key.verify");
    const wishes = await parseItems(actor, await readBatch(body, headers));
    return jsonAnswer({ results: await judgeAll(actor, wishes, services) }, origin.requestId);
  });

/** Throws 422 with the errors of all items: none is judged where one can't be. */
async function parseItems(actor: TokenActor, input: unknown): Promise<VerifyKey[]> {
  const { items } = parse(VerifyBatch, input);
  const errors: FieldError[] = [];
  const wishes: VerifyKey[] = [];
  for (const [index, item] of items.entries()) {
    try {
      const wish = parse(VerifyKey, item);
      expectJudgeable(wish, actor.apiId !== null);
      wishes.push(wish);
    } catch (error) {
      errors.push(...fieldErrors(error, index));
      if (errors.length >= mostErrors) break;
    }
    await sharedTurn();
  }
  if (errors.length > 0) throw corrections(errors);
  return wishes;
}

/** Each API that is named comes up among the first, so that an unknown one costs nobody much. */
async function judgeAll(
  actor: TokenActor,
  wishes: VerifyKey[],
  services: Services,
): Promise<Verdict[]> {
  const firstOf = new Map(wishes.map(({ api }, index) => [api, index]));
  const order = new Set([...firstOf.values(), ...wishes.keys()]);
  const results = new Array<Verdict>(wishes.length);
  const waiting = new Set<Promise<void>>();
  try {
    for (const index of order) {
      const wish = wishes[index];
      if (!wish) continue;
      const judged = at(index, () => judge(actor, wish, services));
      if (judged instanceof Promise) {
        const answer = judged
          .then(({ verdict }) => {
            results[index] = verdict;
          })
          .finally(() => waiting.delete(answer));
        answer.catch(() => {});
        waiting.add(answer);
        if (waiting.size >= waitingAtOnce) await Promise.race(waiting);
      } else {
        results[index] = judged.verdict;
      }
      await sharedTurn();
    }
    await Promise.all(waiting);
  } finally {
    await Promise.allSettled(waiting);
  }
  return results;
}

/** What goes wrong with one item is told with its place. */
function at<T>(index: number, work: () => T | Promise<T>): T | Promise<T> {
  const placed = (error: unknown): never => {
    throw corrections(fieldErrors(error, index));
  };
  try {
    const result = work();
    return result instanceof Promise ? result.catch(placed) : result;
  } catch (error) {
    return placed(error);
  }
}

/** Throws what is no matter of fields. */
function fieldErrors(error: unknown, index: number): FieldError[] {
  if (!(error instanceof AppError) || error.code !== "INVALID") throw error;
  return (error.extra.errors ?? []).map(({ path, message }) => ({
    path: path ? `items.${index}.${path}` : `items.${index}`,
    message,
  }));
}

const corrections = (errors: FieldError[]) =>
  new AppError("INVALID", "Some items need a correction.", { errors: errors.slice(0, mostErrors) });
