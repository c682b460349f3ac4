import { nothing, versioned } from "@/lib/http/reply";
import { does, route } from "@/lib/http/route";
import { endException, exceptKey, getException } from "@/lib/policies/except-key";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  GET: does(async ({ actor, id, part }) =>
    versioned(await getException(actor, id, { rule: part })),
  ),
  PUT: does(async ({ actor, id, part, body, ifRevision }) =>
    versioned(await exceptKey(actor, id, { ...Object(body), rule: part }, ifRevision)),
  ),
  DELETE: does(async ({ actor, id, part }) => {
    await endException(actor, id, { rule: part });
    return nothing();
  }),
});
