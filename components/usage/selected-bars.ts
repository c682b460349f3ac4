/**
 * Which bars the address marks, first to last: those that begin within. Null where it marks none of
 * these. `end` is where the last bar ends.
 */
export function selectedBars(
  starts: readonly string[],
  end: string,
  from: string | null,
  to: string | null,
): { from: number; to: number } | null {
  const [begins, ends] = [Date.parse(from ?? ""), Date.parse(to ?? "")];
  if (!(begins < ends) || begins >= Date.parse(end)) return null;
  const within = starts.flatMap((start, index) => {
    const at = Date.parse(start);
    return at >= begins && at < ends ? [index] : [];
  });
  const [first, last] = [within[0], within.at(-1)];
  return first === undefined || last === undefined ? null : { from: first, to: last };
}
