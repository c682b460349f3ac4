export type Tone = "ok" | "warn" | "bad" | "idle" | "info" | "accent";

export const toneText: Record<Tone, string> = {
  ok: "text-ok",
  warn: "text-warn",
  bad: "text-bad",
  idle: "text-idle",
  info: "text-info",
  accent: "text-accent",
};

export const toneSoft: Record<Tone, string> = {
  ok: "bg-ok-soft",
  warn: "bg-warn-soft",
  bad: "bg-bad-soft",
  idle: "bg-idle-soft",
  info: "bg-info-soft",
  accent: "bg-accent-soft",
};
