import { MethodMark } from "@/components/grants/method-mark";
import { cn } from "@/components/ui/cn";
import { zonedTime } from "@/components/ui/time-words";
import type { UsageEvent } from "@/lib/usage/summary";
import { clockWords, dayWords, keyStart, sampleWords } from "./event-words";

const none = (words: string) => <span className="text-muted">{words}</span>;

export function EventTime({ at, zone, withDay }: { at: string; zone: string; withDay?: boolean }) {
  return (
    <time
      dateTime={at}
      title={zonedTime(new Date(at), zone)}
      className="whitespace-nowrap font-mono text-[0.92em] tabular-nums"
    >
      {withDay && <span className="text-muted">{dayWords(at, zone)} </span>}
      {clockWords(at, zone)}
    </time>
  );
}

export const ApplicationName = ({ event }: { event: UsageEvent }) =>
  event.application ? (
    <span className="block truncate" title={event.application.name}>
      {event.application.name}
    </span>
  ) : (
    none("—")
  );

export function KeyName({ event: { key } }: { event: UsageEvent }) {
  if (!key) return none("Unknown key");
  return (
    <span className="flex min-w-0 items-baseline gap-2" title={key.name}>
      <span className="truncate">{key.name}</span>
      {key.sharedKey && (
        <span className="shrink-0 font-mono text-muted text-xs max-2xl:hidden">
          {keyStart(key.sharedKey)}
        </span>
      )}
    </span>
  );
}

/** What was asked for: an endpoint's template, never the path itself. */
export function Asked({ event, whole }: { event: UsageEvent; whole?: boolean }) {
  const { api, method, path } = event;
  if (!api) return none(whole ? "Only who the key is" : "—");
  if (!method && !path) return none(api.name);
  return (
    <span className={cn("flex min-w-0 items-baseline", whole && "flex-wrap gap-x-1")}>
      {method && <MethodMark method={method} />}
      {path ? (
        <span
          title={`${api.name}: ${path}`}
          className={cn("font-mono text-[0.92em]", whole ? "break-all" : "truncate")}
        >
          {path}
        </span>
      ) : (
        none(`No endpoint of ${api.name}`)
      )}
    </span>
  );
}

export function Network({ event: { network } }: { event: UsageEvent }) {
  if (!network) return none("—");
  return <span className="font-mono text-[0.92em]">{network}</span>;
}

export function SampleMark({ event }: { event: UsageEvent }) {
  const words = sampleWords(event);
  return words && <span className="whitespace-nowrap text-muted text-xs">{words}</span>;
}
