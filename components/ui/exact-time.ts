/** "12:00:00.083" in the viewer's zone; after mounting only, since the server knows no zone. */
export function exactTime(time: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
  }).format(new Date(time));
}
