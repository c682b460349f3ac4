import { z } from "zod";

const mostOrigins = 50;
const longest = 500;
const words = "An origin such as https://crm.example or http://localhost:3000, without a path.";

/**
 * The origin as a browser sends it (RFC 6454 §6.2): small letters, a host in ASCII, no default port.
 * Null where `text` is none of http or https.
 */
export function normalOrigin(text: string): string | null {
  if (!/^https?:\/\/[^\s\p{C}/?#@\\*]+\/?$/iu.test(text) || !URL.canParse(text)) return null;
  const { origin } = new URL(text);
  return origin.includes("*") ? null : origin;
}

/** Origins that a key may be sent from, each once; null where none is demanded. */
export const originsField = () =>
  z
    .array(
      z
        .string(words)
        .max(longest, `At most ${longest} characters.`)
        .transform((text, context) => {
          const origin = normalOrigin(text.trim());
          if (origin !== null && origin.length <= longest) return origin;
          context.addIssue({ code: "custom", message: words });
          return z.NEVER;
        }),
      "A list of origins, or null.",
    )
    .min(1, "Name at least one origin, or send null where none is demanded.")
    .max(mostOrigins, `At most ${mostOrigins} origins.`)
    .refine((all) => new Set(all).size === all.length, "Name each origin once.")
    .nullable();
