import type { Environment } from "@/lib/keys/format";
import type { KeyKind } from "@/lib/keys/summary";
import type { Rules } from "@/lib/policies/rules";

/** `closed`: why it can't be chosen, in words; null where it can. */
export type KindChoice = { kind: KeyKind; closed: string | null };

type Bounds = {
  rules: Pick<Rules, "kinds" | "networksRequired">;
  /** The APIs that a token could be for. */
  apis: readonly unknown[];
};

/** The kinds that policy allows, and what stands in the way of one. */
export const kindChoices = ({ rules, apis }: Bounds, environment: Environment): KindChoice[] =>
  rules.kinds.map((kind) => ({
    kind,
    closed: kind === "jwt" ? closedToTokens(rules, environment, apis.length > 0) : null,
  }));

function closedToTokens(
  { networksRequired }: Bounds["rules"],
  environment: Environment,
  connected: boolean,
): string | null {
  if (networksRequired[environment])
    return `Policy demands allowed networks in ${environment}; a token can’t have any.`;
  return connected
    ? null
    : "Connect the application to an API first: a token names those it is for.";
}

/** The kind if it can be chosen, or the first that can. */
export function fittingKind(kind: KeyKind, choices: readonly KindChoice[]): KeyKind {
  const open = choices.filter(({ closed }) => closed === null);
  if (open.some((one) => one.kind === kind)) return kind;
  return (open[0] ?? choices[0])?.kind ?? kind;
}
