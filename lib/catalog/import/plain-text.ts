const hidden = /[\p{Cf}\p{Cs}\p{DI}\p{Bidi_C}\u2800\ufff9-\ufffb]/gu;

/** The first paragraph as one line of at most `max` characters, without what is not shown. */
export function plainText(text: string, max: number): string {
  const [paragraph = ""] = text
    .slice(0, 20_000)
    .trim()
    .split(/\r?\n\s*\r?\n/);
  const line = paragraph
    .replace(hidden, "")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim()
    .normalize("NFC");
  const characters = [...line];
  if (characters.length <= max) return line;
  return `${characters
    .slice(0, max - 1)
    .join("")
    .trimEnd()}…`;
}
