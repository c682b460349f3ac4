import type { signingKeyStates } from "@/db/schema";
import type { SigningKeyId } from "@/lib/ids";

export type SigningKeySummary = {
  /** Its id, by which tokens name it. */
  kid: SigningKeyId;
  state: (typeof signingKeyStates)[number];
  createdAt: string;
  /** From when on it may sign; null unless it is the next one. */
  signsFrom: string | null;
  /** Null for one that never signed. */
  currentSince: string | null;
  /** Since when it signs no more: of a withdrawn one, since when it is withdrawn. */
  retiredAt: string | null;
  /** Tokens that it signed and that are not past their end, revoked ones too; none of one withdrawn. */
  liveTokens: number;
  /** The end of the last of them, null where there is none. */
  lastTokenExpiresAt: string | null;
};

/** The next key, the current one those retired and those withdrawn, the last first. */
export type SigningKeys = {
  keys: SigningKeySummary[];
  /** After how many days of signing a key is replaced; null for by hand only. */
  rotationDays: number | null;
};
