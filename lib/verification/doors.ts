import type { Origin } from "@/lib/access/actor";
import { bearer } from "@/lib/access/bearer";
import { actorFromKey } from "@/lib/access/key";
import { failureOf } from "@/lib/failure";
import { type Answer, jsonAnswer, problemAnswer } from "@/lib/problem";
import { describeSelf } from "./self";
import { portalServices, type Services } from "./services";
import { verify } from "./verify";

/** A request as every server of these routes hands it over. `body` is read once the caller is known. */
export type Caller = {
  authorization: string | null;
  origin: Origin;
  body: () => Promise<unknown>;
};

async function answer(origin: Origin, work: () => Promise<unknown>): Promise<Answer> {
  try {
    return jsonAnswer(await work(), origin.requestId);
  } catch (error) {
    return problemAnswer(await failureOf(error, origin.requestId), origin.requestId);
  }
}

/** `POST /v1/keys/verify`. Never throws. */
export const verifyDoor = (
  { authorization, origin, body }: Caller,
  services: Services = portalServices,
): Promise<Answer> =>
  answer(origin, async () => {
    const actor = await services.source.token(bearer(authorization), origin);
    return verify(actor, await body(), services);
  });

/** `GET /v1/keys/self`. Never throws. */
export const selfDoor = ({ authorization, origin }: Caller): Promise<Answer> =>
  answer(origin, async () => {
    const actor = await actorFromKey(bearer(authorization), origin);
    return describeSelf(actor);
  });
