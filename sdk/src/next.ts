import { systemClock } from "./freshness.js";
import { StreamingVerifier, type Verifier, type VerifierOptions } from "./verifier.js";

export { type Guarded, type GuardOptions, guard } from "./fetch.js";

const kept = Symbol.for("@portcullis/sdk");

/**
 * As `createVerifier`, but one for the whole process: Next bundles each route on its own and loads
 * modules again while developing, and each would follow the stream. What is asked for again, with
 * the same gate, token, API and environment, is the one that there is, until it is closed; throws
 * `TypeError` where it is asked for with other limits than that has.
 */
export function sharedVerifier(options: VerifierOptions): Verifier {
  const holder = globalThis as { [kept]?: Share };
  holder[kept] ??= sharing();
  return holder[kept](options, () => new StreamingVerifier(options, systemClock));
}

type Share = (options: VerifierOptions, make: () => StreamingVerifier) => Verifier;

const names = ["gate", "token", "api", "environment"] as const;
const limits = ["maxStaleness", "cache", "deadline", "tokens", "stream"] as const;

/** Keeps them where nobody who looks at what is global finds a token. */
function sharing(): Share {
  let shared: { options: VerifierOptions; verifier: StreamingVerifier }[] = [];
  return (options, make) => {
    shared = shared.filter(({ verifier }) => !verifier.isClosed);
    const known = shared.find((one) => names.every((name) => one.options[name] === options[name]));
    const other = limits.filter((name) => known && known.options[name] !== options[name]);
    if (other.length > 0) {
      const words = "sharedVerifier has made one for this process already, with another";
      throw new TypeError(`${words} ${other.join(", ")}.`);
    }
    if (known) return known.verifier;
    const verifier = make();
    shared.push({ options: { ...options }, verifier });
    return verifier;
  };
}
