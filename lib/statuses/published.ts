import type { applicationStatuses, keyStatuses } from "@/db/schema";
import type { Usable } from "@/lib/verification/usable";

/** What the token of a JWT key that is not past its end is published as. */
export const publishedStatuses = ["valid", "suspended", "revoked"] as const;
export type PublishedStatus = (typeof publishedStatuses)[number];

/** What a key's row and those that it hangs on tell. */
export type Standings = {
  /** Null where the row can't be understood, which verification refuses as well. */
  key: (typeof keyStatuses)[number] | null;
  /** Deleted, past its end, or past the end of its rotation. */
  isOver: boolean;
  application: (typeof applicationStatuses)[number] | null;
  /** The application or the organization. */
  isDeleted: boolean;
  isOwnerGone: boolean;
};

/** An API that a token is for: the names of its permissions, and what the key may use of it now. */
export type Audience = { defines: ReadonlySet<string>; usable: Usable };

export type Said = {
  /** Null for an API that is gone. */
  audience: readonly (Audience | null)[];
  scope: readonly string[];
};

/** What is published whatever the token says; null where that decides. */
export function ownStatus(facts: Standings): "revoked" | "suspended" | null {
  if (facts.isDeleted || facts.isOver) return "revoked";
  if (facts.key === "revoked" || facts.key === "expired") return "revoked";
  const works = facts.key === "active" && facts.application === "active" && !facts.isOwnerGone;
  return works ? null : "suspended";
}

/**
 * Whether a token says more than its key may now. A scope is read by each API of the audience on its
 * own: a name that one of them defines means its permission there, whoever else has one of that name.
 */
export function saysTooMuch({ audience, scope }: Said): boolean {
  const apis = audience.filter((api) => api !== null);
  if (apis.length < audience.length || apis.length === 0) return true;
  if (apis.some(({ usable }) => usable.isEmpty)) return true;
  return scope.some((name) => {
    const defining = apis.filter(({ defines }) => defines.has(name));
    return (
      defining.length === 0 || defining.some(({ usable }) => !usable.permissions.includes(name))
    );
  });
}

/** What a token is published as. Asks nobody. */
export const publishedStatus = (facts: Standings, said: Said): PublishedStatus =>
  ownStatus(facts) ?? (saysTooMuch(said) ? "suspended" : "valid");
