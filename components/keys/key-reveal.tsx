"use client";

import type { CreatedKey } from "@/lib/keys/create";
import { PairReveal } from "./pair-reveal";
import type { Shown } from "./reveal-parts";
import { TokenReveal } from "./token-reveal";

/** Shows a new key, the only time: it lives in the props and nowhere else in the browser. */
export function KeyReveal({ created, ...shown }: Shown<CreatedKey>) {
  return "token" in created ? (
    <TokenReveal created={created} {...shown} />
  ) : (
    <PairReveal created={created} {...shown} />
  );
}
