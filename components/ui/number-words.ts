const units = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

const digits = (value: number) => (value < 10 ? 2 : value < 100 ? 1 : 0);

const cut = (value: number, places: number) =>
  (Math.floor(value * 10 ** places) / 10 ** places).toString();

/** "940", "12.4k", "1.07M": three digits at most, never rounded up. */
export function compactNumber(value: number): string {
  for (const [size, unit] of units) {
    if (value >= size) return `${cut(value / size, digits(value / size))}${unit}`;
  }
  return String(value);
}

/** "12,431". */
export const exactNumber = (value: number): string => value.toLocaleString("en-US");

/** "12.4%"; what is little and not nothing is "<0.1%", what is nearly all is not "100%". */
export function shareWords(part: number, of: number): string {
  if (of === 0 || part === 0) return "0%";
  const percent = (part / of) * 100;
  if (percent < 0.1) return "<0.1%";
  if (part < of && percent > 99.9) return ">99.9%";
  return `${percent.toFixed(percent < 10 || percent > 99 ? 1 : 0).replace(/\.0$/, "")}%`;
}

/** "840 µs", "3.2 ms", "1.4 s". */
export function durationWords(micros: number): string {
  if (Math.round(micros) < 1000) return `${Math.round(micros)} µs`;
  const [value, unit] = micros < 1e6 ? [micros / 1e3, "ms"] : [micros / 1e6, "s"];
  return `${value.toFixed(value < 10 ? 1 : 0).replace(/\.0$/, "")} ${unit}`;
}
