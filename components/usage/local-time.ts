const two = (value: number) => String(value).padStart(2, "0");

/** "2026-11-21T12:03", as an input of date and time takes it: in the zone of the browser. */
export function toLocal(time: string): string {
  const at = new Date(time);
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Of what such an input says, or null where it says nothing. */
export function fromLocal(text: string): string | null {
  const at = new Date(text);
  return text === "" || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
