import { bearer } from "@/lib/access/bearer";
import { actorFromKey } from "@/lib/access/key";
import { readJson, readText } from "@/lib/http/body";
import { parseJson } from "@/lib/http/json";
import { revocationOf, revokeOwnKey } from "@/lib/keys/revoke";
import { jsonAnswer } from "@/lib/problem";
import { answering, type Caller, type Door } from "./caller";
import { describeSelf } from "./self";
import { verify } from "./verify";

const credentialOf = ({ headers }: Caller) => bearer(headers.get("authorization"));

/** `POST /v1/keys/verify`. */
export const verifyDoor: Door = (caller, services) =>
  answering(caller, async () => {
    const { headers, origin, body } = caller;
    const actor = await services.source.token(credentialOf(caller), origin);
    const verdict = await verify(actor, await readJson(body, headers), services);
    return jsonAnswer(verdict, origin.requestId);
  });

/** `GET /v1/keys/self`. */
export const selfDoor: Door = (caller, { source }) =>
  answering(caller, async () => {
    const { headers, origin } = caller;
    const sentFrom = headers.get("origin") ?? undefined;
    const self = await source.ask(async () =>
      describeSelf(await actorFromKey(credentialOf(caller), origin, { sentFrom })),
    );
    return jsonAnswer(self, origin.requestId);
  });

/** `POST /v1/keys/self/revoke`. The body may be left out. */
export const revokeSelfDoor: Door = (caller, { source }) =>
  answering(caller, async () => {
    const { headers, origin, body } = caller;
    const actor = await source.ask(() =>
      actorFromKey(credentialOf(caller), origin, { inAnyState: true }),
    );
    const text = await readText(body, headers);
    const revoked = await revokeOwnKey(actor, text === "" ? {} : parseJson(text));
    return jsonAnswer(revocationOf(revoked), origin.requestId);
  });
