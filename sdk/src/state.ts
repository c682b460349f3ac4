import type { PortcullisError } from "./errors.js";

/**
 * `connecting`: never yet up to date, keys are verified online. `live`: up to date, JWT keys are
 * verified offline. `stale`: not heard of the gate for longer than `maxStaleness`, or told by
 * another one that hasn't said yet that it is up to date; keys are verified online. `off`: made without a stream. `closed`: it verifies nothing any more.
 */
export type VerifierState = {
  readonly name: "connecting" | "live" | "stale" | "off" | "closed";
  readonly since: Date;
  /** Why the last connection to the stream ended, or null while there is one. */
  readonly error: PortcullisError | null;
};
