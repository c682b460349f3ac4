export type ExportFormat = "csv" | "ndjson";

/** A file has so many rows at most, the newest. */
export const mostExported = 1_000_000;

const [quote, newline] = [0x22, 0x0a];

/** Counts the rows of an export as its bytes come, wherever they are cut; a CSV's head is none. */
export function rowCounter(format: ExportFormat): (bytes: Uint8Array) => number {
  let rows = format === "csv" ? -1 : 0;
  let quoted = false;
  return (bytes) => {
    for (const byte of bytes) {
      if (byte === newline && !quoted) rows++;
      else if (byte === quote && format === "csv") quoted = !quoted;
    }
    return Math.max(0, rows);
  };
}
