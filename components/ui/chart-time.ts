const minute = 60_000;
const day = 1440;

const kept = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${zone} ${JSON.stringify(options)}`;
  const known = kept.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: zone });
  kept.set(name, made);
  return made;
}

const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

const timeOf = (start: string, zone: string) => format(zone, clock).format(new Date(start));

/** The year, where it is not the present one. */
function yearOf(start: string, zone: string): { year?: "numeric" } {
  const year = (time: Date) => format(zone, { year: "numeric" }).format(time);
  return year(new Date(start)) === year(new Date()) ? {} : { year: "numeric" };
}

const dateOf = (start: string, zone: string) =>
  format(zone, { day: "numeric", month: "short", ...yearOf(start, zone) }).format(new Date(start));

/** "Sat 21 Nov". */
const dayOf = (start: string, zone: string) =>
  format(zone, { weekday: "short", day: "numeric", month: "short", ...yearOf(start, zone) })
    .format(new Date(start))
    .replace(",", "");

/** "Sat 21 Nov, 12:00 – 12:30", "Sat 21 Nov", another year with its number; `to` is exclusive. */
export function spanWords(from: string, to: string, zone: string): string {
  const [fromDay, fromTime, toDay, toTime] = [
    dayOf(from, zone),
    timeOf(from, zone),
    dayOf(to, zone),
    timeOf(to, zone),
  ];
  if (fromTime === "00:00" && toTime === "00:00") {
    const last = dayOf(new Date(Date.parse(to) - minute).toISOString(), zone);
    return last === fromDay ? fromDay : `${fromDay} – ${last}`;
  }
  if (fromDay === toDay) return `${fromDay}, ${fromTime} – ${toTime}`;
  if (toTime === "00:00" && Date.parse(to) - Date.parse(from) < day * minute) {
    return `${fromDay}, ${fromTime} – 24:00`;
  }
  return `${fromDay}, ${fromTime} – ${toDay}, ${toTime}`;
}

const minuteOfDay = (start: string, zone: string): number => {
  const [hour = 0, min = 0] = timeOf(start, zone).split(":").map(Number);
  return hour * 60 + min;
};

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, day];
const mostTicks = 8;

/** Where an axis of buckets is labelled: at round times of the viewer's zone, eight at most. */
export function timeTicks(starts: readonly string[], bucketMinutes: number, zone: string) {
  const places = starts.map((start) => ({ start, at: minuteOfDay(start, zone) }));
  for (const step of steps) {
    if (bucketMinutes >= day || step < bucketMinutes) continue;
    const round = places.filter(({ at }) => at % step === 0).map(({ start }) => start);
    if (round.length <= mostTicks) return round;
  }
  const begins = bucketMinutes >= day ? places : places.filter(({ at }) => at === 0);
  const every = Math.ceil(begins.length / mostTicks);
  return begins
    .filter((_, index) => (begins.length - 1 - index) % every === 0)
    .map(({ start }) => start);
}

/** "12:00"; at midnight, and where buckets are days, "21 Nov". */
export function tickWords(start: string, bucketMinutes: number, zone: string): string {
  const time = timeOf(start, zone);
  return bucketMinutes >= day || time === "00:00" ? dateOf(start, zone) : time;
}
