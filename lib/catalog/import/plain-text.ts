const hidden = /[\p{Cf}\p{Cs}\p{DI}\p{Bidi_C}\u2800\ufff9-\ufffb]/gu;

/** The first paragraph as one line of at most `max` characters, without what is not shown. */
export function plainText(text: string, max: number): string {
  const [paragraph = ""] = text
    .slice(0, max * 10)
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

/** `plainText`, worked out once for each text: a document may use one in thousands of places. */
export function plainTexts(max: number): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const plain = known.get(text) ?? plainText(text, max);
    known.set(text, plain);
    return plain;
  };
}
