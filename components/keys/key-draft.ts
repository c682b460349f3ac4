import type { Environment } from "@/lib/keys/format";
import type { KeyKind, KeySummary } from "@/lib/keys/summary";
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
import type { KeySetting } from "./key-setting";
import { fittingKind, kindChoices } from "./kind-choices";
import { type LimitsDraft, limitsDraftOf, limitsInput, noLimits } from "./limits";

/** Who owns a key that nobody does: the application itself. */
export const serviceOwned = "service";

/** A key as a form holds it. */
export type KeyDraft = {
  name: string;
  environment: Environment;
  kind: KeyKind;
  expiry: Expiry;
  /** In the viewer's zone; empty for at once. */
  notBefore: string;
  permissions: string[] | null;
  /** Slugs of the APIs that a token is for; null for all that it can be for. */
  audiences: string[] | null;
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
  kind: "secret",
  expiry: usualExpiry,
  notBefore: "",
  permissions: null,
  audiences: null,
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

/**
 * What was written, with what was changed in the draft that was shown: what only bounds altered
 * there stays as it was written.
 */
export const rewritten = (written: KeyDraft, shown: KeyDraft, next: KeyDraft): KeyDraft => ({
  ...written,
  ...Object.fromEntries(
    Object.entries(next).filter(([name, value]) => value !== shown[name as keyof KeyDraft]),
  ),
});

/** The key as it is, to be edited; of its permissions those that it can still carry. */
export const draftOf = (key: KeySummary, permissions: string[] | null): KeyDraft => ({
  name: key.name,
  environment: key.environment,
  kind: key.kind,
  expiry: { choice: "keep", date: "", kept: key.expiresAt },
  notBefore: localMinute(key.notBefore),
  permissions,
  audiences: null,
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
  ...(draft.kind === "secret" && {
    allowedNetworks: listInput(draft.networks),
    allowedOrigins: listInput(draft.origins),
  }),
  tags: entriesOf(draft.tags).map(({ value }) => value),
  ...(draft.owner && { ownerId: draft.owner === serviceOwned ? null : draft.owner }),
  ...limitsInput(draft.limits),
});

/** As the verb takes it that makes a key. */
export const keyInput = (draft: KeyDraft) => ({
  ...settings(draft),
  environment: draft.environment,
  kind: draft.kind,
  ...(draft.kind === "jwt" && { audiences: draft.audiences }),
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

/** When a key of that environment and kind, made at `since`, has to end. */
export function boundsOf(
  rules: LifetimeRules,
  { environment, kind }: Pick<KeyDraft, "environment" | "kind">,
  since: number,
): ExpiryBounds {
  const days = rules.maxLifetimeDays[environment];
  return {
    latest: days === null ? null : since + days * 86_400_000,
    never: kind === "secret" && rules.neverAllowed[environment] && days === null,
  };
}

/** The draft with a kind, an end and APIs that can be chosen. */
export function inBounds(
  draft: KeyDraft,
  setting: Pick<KeySetting, "rules" | "apis">,
  now: number,
): KeyDraft {
  const kind = fittingKind(draft.kind, kindChoices(setting, draft.environment));
  const bounds = boundsOf(setting.rules, { environment: draft.environment, kind }, now);
  const known = (slug: string) => setting.apis.some((api) => api.slug === slug);
  return {
    ...draft,
    kind,
    audiences: draft.audiences?.filter(known) ?? null,
    expiry: withinBounds(draft.expiry, bounds, now),
  };
}
