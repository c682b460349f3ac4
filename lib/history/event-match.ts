import { areWithin, normalNetwork } from "@/lib/keys/networks";
import { networkOf } from "@/lib/verification/seen-from";
import type { EventRow } from "./event-names";
import type { EventSearch } from "./event-search";

/** Whether a row is searched for, whenever it was: what `matching` asks the database, for a row at hand. */
export function matches(row: EventRow, { wish, apiId }: EventSearch): boolean {
  const is = <T>(wanted: T | undefined, value: T | null) =>
    wanted === undefined || wanted === value;
  return (
    is(wish.application, row.applicationId) &&
    is(wish.key, row.keyId) &&
    is(apiId, row.apiId) &&
    is(wish.endpoint, row.endpointId) &&
    is(wish.environment, row.environment) &&
    is(wish.requestId, row.requestId) &&
    (wish.outcome === "refused"
      ? row.outcome !== "VALID"
      : is<string>(wish.outcome, row.outcome)) &&
    (wish.gate === "portal" ? row.gate === null : is(wish.gate, row.gate)) &&
    (wish.network === undefined || isFrom(row.network, wish.network))
  );
}

function isFrom(network: string | null, wanted: string): boolean {
  const normal = network === null ? null : normalNetwork(network);
  if (normal === null) return false;
  const [address = "", bits] = wanted.split("/");
  const whole = bits === (address.includes(":") ? "128" : "32");
  return areWithin([normal], [wanted]) || (whole && normal === networkOf(address));
}
