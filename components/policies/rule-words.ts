import type { KeyKind } from "@/lib/keys/summary";
import type { FindingName, RuleName } from "@/lib/policies/rules";

/** What a rule is called, and what mends a key that breaks it. */
export const ruleWords: Record<RuleName, { name: string; fix: string }> = {
  lifetime: { name: "Maximum lifetime", fix: "Rotate the key, or give it an earlier end." },
  never: { name: "Keys must expire", fix: "Give the key an end, or rotate it." },
  rotation: { name: "Rotation", fix: "Rotate the key." },
  kind: { name: "Kinds of keys", fix: "Generate a key of an allowed kind." },
  networks: { name: "Allowed networks required", fix: "Name the networks that it is used from." },
  idle: { name: "Idle keys", fix: "Use the key, or revoke it." },
};

/** What mends a key of that kind: what its token says can't be changed. */
export const fixWords = (rule: RuleName, kind: KeyKind): string =>
  (kind === "jwt" && tokenFixes[rule]) || ruleWords[rule].fix;

const tokenFixes: Partial<Record<RuleName, string>> = {
  lifetime: "Rotate the key.",
  networks: "A token can’t have any: generate a secret key in its place.",
};

export const findingWords: Record<FindingName, { name: string; why: string }> = {
  "never-expires": { name: "Never expires", why: "A key that leaks unseen works for ever." },
  policy: { name: "Breaks policy", why: "It is older than a rule, which it breaks." },
  old: { name: "Older than 90 days", why: "The longer a key lives, the more have seen it." },
  idle: { name: "Idle for 90 days", why: "Nobody would miss it; a JWT key may be checked unseen." },
  "owner-left": { name: "Owner left", why: "Nobody answers for it." },
  "many-networks": { name: "Seen from many networks", why: "Several parties may share it." },
  "no-networks": {
    name: "Production without allowed networks",
    why: "Whoever has it can use it from anywhere.",
  },
};
