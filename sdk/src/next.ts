import { createVerifier, type Verifier, type VerifierOptions } from "./verifier.js";

export { type Guarded, type GuardOptions, guard } from "./fetch.js";

const kept = Symbol.for("@portcullis/sdk");

/**
 * As `createVerifier`, but one for the whole process: Next bundles each route on its own and loads
 * modules again while developing, and each would follow the stream. What is asked for again, with
 * the same gate, token, API and environment, is the one that there is, until it is closed.
 */
export function sharedVerifier(options: VerifierOptions): Verifier {
  const { gate, token, api, environment } = options;
  const verifiers = verifiersOf(globalThis as Holder);
  const name = JSON.stringify([gate, token, api, environment]);
  const known = verifiers.get(name);
  if (known && known.state.name !== "closed") return known;
  const verifier = createVerifier(options);
  verifiers.set(name, verifier);
  return verifier;
}

type Holder = { [kept]?: Map<string, Verifier> };

function verifiersOf(holder: Holder): Map<string, Verifier> {
  holder[kept] ??= new Map();
  return holder[kept];
}
