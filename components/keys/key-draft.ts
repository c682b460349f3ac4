import type { Environment } from "@/lib/keys/format";
import type { KeySummary } from "@/lib/keys/summary";
import { entriesOf, listInput } from "./entries";
import {
  type Expiry,
  type ExpiryBounds,
  expiryInput,
  localMinute,
  minuteInput,
  usualExpiry,
  withinBounds,
} from "./expiry";
import { type LimitsDraft, limitsDraftOf, limitsInput, noLimits } from "./limits";

/** Who owns a key that nobody does: the application itself. */
export const serviceOwned = "service";

/** A key as a form holds it. */
export type KeyDraft = {
  name: string;
  environment: Environment;
  expiry: Expiry;
  /** In the viewer's zone; empty for at once. */
  notBefore: string;
  permissions: string[] | null;
  networks: string;
  origins: string;
  tags: string;
  /** A member's id or `serviceOwned`; undefined for who makes it. */
  owner: string | undefined;
  limits: LimitsDraft;
};

const suggestions: Record<Environment, string> = {
  development: "Development key",
  staging: "Staging key",
  production: "Production key",
};

export const firstDraft: KeyDraft = {
  name: suggestions.development,
  environment: "development",
  expiry: usualExpiry,
  notBefore: "",
  permissions: null,
  networks: "",
  origins: "",
  tags: "",
  owner: undefined,
  limits: noLimits,
};

/** The draft for another environment, with the name that fits where nobody has written one. */
export const inEnvironment = (draft: KeyDraft, environment: Environment): KeyDraft => ({
  ...draft,
  environment,
  name: draft.name === suggestions[draft.environment] ? suggestions[environment] : draft.name,
});

/** The key as it is, to be edited; of its permissions those that it can still carry. */
export const draftOf = (key: KeySummary, permissions: string[] | null): KeyDraft => ({
  name: key.name,
  environment: key.environment,
  expiry: { choice: "keep", date: "", kept: key.expiresAt },
  notBefore: localMinute(key.notBefore),
  permissions,
  networks: (key.allowedNetworks ?? []).join("\n"),
  origins: (key.allowedOrigins ?? []).join("\n"),
  tags: key.tags.join(" "),
  owner: key.ownerId ?? serviceOwned,
  limits: limitsDraftOf(key),
});

const settings = (draft: KeyDraft) => ({
  name: draft.name,
  notBefore: minuteInput(draft.notBefore),
  expiresAt: expiryInput(draft.expiry, Date.now()),
  permissions: draft.permissions,
  allowedNetworks: listInput(draft.networks),
  allowedOrigins: listInput(draft.origins),
  tags: entriesOf(draft.tags).map(({ value }) => value),
  ...(draft.owner && { ownerId: draft.owner === serviceOwned ? null : draft.owner }),
  ...limitsInput(draft.limits),
});

/** As the verb takes it that makes a key. */
export const keyInput = (draft: KeyDraft) => ({
  ...settings(draft),
  environment: draft.environment,
});

const sorted = (value: unknown) => JSON.stringify(Array.isArray(value) ? [...value].sort() : value);

/** As the verb takes it that edits a key: only what was changed. */
export function changedInput(before: KeyDraft, after: KeyDraft): Record<string, unknown> {
  const was: Record<string, unknown> = settings(before);
  return Object.fromEntries(
    Object.entries(settings(after)).filter(([name, value]) =>
      name === "rateLimits"
        ? JSON.stringify(value) !== JSON.stringify(was[name])
        : sorted(value) !== sorted(was[name]),
    ),
  );
}

type LifetimeRules = {
  maxLifetimeDays: Record<Environment, number | null>;
  neverAllowed: Record<Environment, boolean>;
};

/** When a key of that environment, made at `since`, has to end. */
export function boundsOf(
  rules: LifetimeRules,
  environment: Environment,
  since: number,
): ExpiryBounds {
  const days = rules.maxLifetimeDays[environment];
  return {
    latest: days === null ? null : since + days * 86_400_000,
    never: rules.neverAllowed[environment] && days === null,
  };
}

/** The draft with an end that policy allows. */
export const inBounds = (draft: KeyDraft, rules: LifetimeRules, now: number): KeyDraft => ({
  ...draft,
  expiry: withinBounds(draft.expiry, boundsOf(rules, draft.environment, now), now),
});
