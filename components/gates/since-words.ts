const units = [
  { ms: 86_400_000, name: "d" },
  { ms: 3_600_000, name: "h" },
  { ms: 60_000, name: "min" },
  { ms: 1_000, name: "s" },
];

/** A span in its largest whole unit: "240 ms", "12 s", "3 min". */
export function sinceWords(ms: number): string {
  const unit = units.find((unit) => ms >= unit.ms);
  return unit ? `${Math.floor(ms / unit.ms)} ${unit.name}` : `${ms} ms`;
}
