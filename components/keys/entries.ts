export type Entry = { value: string; line: number };

/** What a person wrote one per line, or several with commas or spaces between, and in which line. */
export const entriesOf = (text: string): Entry[] =>
  text.split("\n").flatMap((row, index) =>
    row
      .split(/[\s,;]+/u)
      .filter(Boolean)
      .map((value) => ({ value, line: index + 1 })),
  );

/** As the verb takes it: nothing written is null. */
export function listInput(text: string): string[] | null {
  const entries = entriesOf(text);
  return entries.length === 0 ? null : entries.map(({ value }) => value);
}

/** What is wrong with the list, and in which line. */
export function entryErrors(
  text: string,
  path: string,
  errorAt: (path: string) => string | undefined,
): string[] {
  const whole = errorAt(path);
  const single = entriesOf(text).flatMap(({ value, line }, index) => {
    const message = errorAt(`${path}.${index}`);
    return message ? [`Line ${line}, ${value}: ${message}`] : [];
  });
  return whole ? [whole, ...single] : single;
}
