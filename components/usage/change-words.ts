import { compactNumber, shareWords } from "@/components/ui/number-words";
import type { UsageTotals } from "@/lib/usage/summary";

/** How a figure differs from that of the period before; `short` where there is no room for words. */
export type Change = { direction: "more" | "less" | "same"; words: string; short: string };

const same = (words: string): Change => ({ direction: "same", words, short: "" });

/** Of counts, in per cent of what they were. */
export function countChange(now: number, before: number): Change {
  if (now === before) return same(now === 0 ? "None before either" : "As many as before");
  if (before === 0) return { direction: "more", words: "None before", short: "new" };
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  const direction = now > before ? "more" : "less";
  if (percent === 0) return same("About as many as before");
  const times = Math.round(now / before);
  // So many times as much is no news but that it has just begun.
  if (times >= 100) return { direction, words: `${compactNumber(before)} before`, short: "new" };
  if (times >= 10) return { direction, words: `${times} times as many`, short: `×${times}` };
  const words = `${percent}% ${now > before ? "more" : "fewer"} than before`;
  return { direction, words, short: `${percent}%` };
}

/** Of shares of refusals: told as both, since per cent of per cent confuse. */
export function shareChange(now: UsageTotals, before: UsageTotals): Change {
  if (before.total === 0) return same("Nothing to compare with");
  const [was, is] = [before.refused / before.total, now.total === 0 ? 0 : now.refused / now.total];
  const words = shareWords(before.refused, before.total);
  if (words === shareWords(now.refused, now.total)) return same(`${words} before, too`);
  return { direction: is > was ? "more" : "less", words: `${words} before`, short: words };
}
