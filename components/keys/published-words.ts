import type { Tone } from "@/components/ui/tone";
import type { KeyTokenSummary, SuspendedFor } from "@/lib/keys/get-token";

const suspended: Record<SuspendedFor, string> = {
  disabled: "The key is disabled.",
  quarantined: "The key is quarantined.",
  application: "Its application is inactive.",
  owner: "Its owner is no longer a member.",
  scope: "It says more than the key may now. Rotate the key for a token that says what it may.",
};

const published: Record<KeyTokenSummary["published"], { word: string; tone: Tone; why: string }> = {
  valid: { word: "Valid", tone: "ok", why: "Services that check it offline accept it." },
  suspended: { word: "Suspended", tone: "warn", why: "" },
  revoked: { word: "Revoked", tone: "bad", why: "Refused for good." },
  ended: { word: "Ended", tone: "idle", why: "It is past its end, which it says itself." },
};

/** What those who check a token offline are told of it, and why. */
export function publishedWords({
  published: status,
  suspendedFor,
}: Pick<KeyTokenSummary, "published" | "suspendedFor">) {
  const { word, tone, why } = published[status];
  return { word, tone, why: suspendedFor ? suspended[suspendedFor] : why };
}
