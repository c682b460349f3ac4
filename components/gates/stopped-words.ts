import { exactTime } from "@/components/ui/exact-time";
import type { Effect } from "@/lib/verification/settle";

const many = (count: number, one: string, more: string) => `${count} ${count === 1 ? one : more}`;

/** The parts of what is said of a change that stops something: before and after its time. */
export function stoppedWords({ gates: { acknowledged, lapsed, stale = 0 } }: Effect) {
  const notes = [
    lapsed > 0 &&
      `${many(lapsed, "gate did not answer; its lease", "gates did not answer; their leases")} ended.`,
    stale > 0 &&
      `${many(stale, "gate can’t be reached and may answer", "gates can’t be reached and may answer")} from memory until then.`,
  ];
  return {
    lead: stale > 0 ? "Stops everywhere at" : "Stopped everywhere at",
    gates: acknowledged > 0 ? many(acknowledged, "gate", "gates") : null,
    notes: notes.filter((note) => note !== false),
  };
}

/** "Stopped everywhere at 12:00:00.083 — 3 gates." In the viewer's zone: after mounting only. */
export function stoppedInWords(effect: Effect): string {
  const { lead, gates, notes } = stoppedWords(effect);
  const first = `${lead} ${exactTime(effect.effectiveAt)}${gates ? ` — ${gates}` : ""}.`;
  return [first, ...notes].join(" ");
}
