import { setTimeout as pause } from "node:timers/promises";
import { AppError } from "@/lib/errors";
import { portalServices, type Services } from "@/lib/verification/services";
import { databaseSource, type Source } from "@/lib/verification/source";
import { verify } from "@/lib/verification/verify";
import { requests } from "./endpoints";
import { type Answer, type Asked, networkNames, networks } from "./facts";
import { nextStep } from "./steps";
import { permissions, slugs, type Walk } from "./walk";

/** A gate may hear of what widens some moments later, of what narrows never. */
const patienceMs = 2_000;
const ofMemory = 8;
const ofDatabase = 1;

const servicesOf = (source: Source): Services => ({
  ...portalServices,
  source,
  recorder: { record() {} },
});

export type Counted = { steps: number; refused: number; asked: number; valid: number };

function question(walk: Walk, keyId: string): Asked {
  const asked: Asked = {};
  const network = walk.model.keys.get(keyId)?.network ?? walk.one(networkNames);
  if (walk.chance(0.8)) {
    asked.request = { ip: networks[walk.chance(0.8) ? network : walk.one(networkNames)] };
  }
  if (walk.chance(0.05)) return asked;
  asked.api = walk.one(slugs);
  if (walk.chance(0.3)) asked.permissions = permissions.filter(() => walk.chance(0.3));
  if (walk.chance(0.5)) {
    const [method, path, means] = walk.one(requests);
    asked.request = { ...asked.request, method, path };
    asked.means = means;
  }
  return asked;
}

const same = (one: Answer, other: Answer) =>
  one.code === other.code && String(one.permissions) === String(other.permissions);

/** Asks the source about a key as the model is asked. Throws where they differ. */
async function compare(walk: Walk, keyId: string, source: Source, from: string): Promise<Answer> {
  const { means, ...asked } = question(walk, keyId);
  const { actor, boundTo } = walk.one(walk.verifiers);
  const expected = walk.model.ask(keyId, { ...asked, means }, boundTo);
  const key = walk.secrets.get(keyId);
  const until = performance.now() + patienceMs;
  for (;;) {
    const verdict = await verify(actor, { key, ...asked }, servicesOf(source));
    const { code } = verdict;
    const answer: Answer = verdict.valid
      ? { code, permissions: [...verdict.permissions] }
      : { code };
    if (same(answer, expected)) return answer;
    const isLate = from === "memory" && !verdict.valid && performance.now() < until;
    if (!isLate)
      throw new Error(divergence(walk, keyId, { from, asked, boundTo, answer, expected }));
    await pause(5);
  }
}

function divergence(walk: Walk, keyId: string, what: object): string {
  const key = walk.model.keys.get(keyId);
  const application = walk.model.applications.get(key?.application ?? "");
  const facts = {
    key,
    ...(key?.owner &&
      walk.model.roles.has(key.owner) && {
        owner: walk.called(key.owner),
        ceiling: walk.model.ceilingOf(key.owner, key.environment),
      }),
    grants: [...(application?.grants ?? [])].map(([name, one]) => [name, [...one.approvedFor]]),
  };
  return JSON.stringify({ what, facts }, null, 1);
}

/** Takes random steps, each by the product's verb and by the model, and compares after each. */
export async function stroll(
  walk: Walk,
  source: Source,
  isOver: () => boolean,
  counted: Counted,
): Promise<void> {
  while (!isOver()) {
    const step = nextStep(walk);
    walk.history.push(`${step.words}${step.may ? "" : ", which is refused"}`);
    const refusal = await attempt(step.make);
    const done = refusal === null;
    if (done !== step.may) throw new Error(done ? "it was done" : `it was refused: ${refusal}`);
    counted.steps++;
    if (!done) counted.refused++;
    const keys = [...walk.model.keys.keys()];
    for (let i = 0; keys.length > 0 && i < ofMemory + ofDatabase; i++) {
      const from = i < ofMemory ? "memory" : "database";
      const asked = from === "memory" ? source : databaseSource;
      const { code } = await compare(walk, walk.one(keys), asked, from);
      counted.asked++;
      if (code === "VALID") counted.valid++;
    }
    walk.forgetOld();
  }
}

/** Null where it was done. Refusals of every kind are answers, anything else is not. */
async function attempt(make: () => Promise<unknown>): Promise<string | null> {
  try {
    await make();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.status < 500) return error.message;
    throw error;
  }
}
