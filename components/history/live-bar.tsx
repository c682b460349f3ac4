"use client";

import { Pause, Play, Radio } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Kbd } from "@/components/ui/kbd";
import type { useTail } from "./use-tail";

type Live = ReturnType<typeof useTail>;

const announcedEvery = 10_000;

/** Starts, pauses and ends the live tail; the space bar pauses and goes on. */
export function LiveBar({ tail }: { tail: Live }) {
  const { on, paused, waitingCount, connection } = tail;
  const toggle = useEffectEvent(() => (paused ? tail.resume() : tail.pause()));
  useEffect(() => {
    if (!on) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== " " || event.repeat || event.defaultPrevented || isBusy(event.target)) {
        return;
      }
      event.preventDefault();
      toggle();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [on]);

  return (
    <div className="flex flex-wrap items-center gap-2">
      {on && <LiveState tail={tail} />}
      {on && (
        <Button
          icon={paused ? <Play /> : <Pause />}
          onClick={() => (paused ? tail.resume() : tail.pause())}
        >
          {paused
            ? waitingCount > 0
              ? `${waitingCount.toLocaleString("en")} new`
              : "Resume"
            : "Pause"}
          <span className="max-sm:hidden">
            <Kbd keys={["space"]} />
          </span>
        </Button>
      )}
      <Button
        icon={
          <Radio
            aria-hidden
            className={cn(on && (connection === "lost" ? "text-warn" : "text-ok"))}
          />
        }
        onClick={(event) => {
          tail.turn(!on);
          // So that the space bar, pressed next, pauses.
          if (event.detail > 0) event.currentTarget.blur();
        }}
      >
        {on ? "Stop live" : "Live"}
      </Button>
      {on && <Announcement tail={tail} />}
    </div>
  );
}

function LiveState({ tail: { connection, paused, skipped } }: { tail: Live }) {
  if (connection === "lost") {
    return (
      <p role="status" className="text-sm text-warn">
        Connection lost. Connecting again…
      </p>
    );
  }
  if (paused) return <p className="text-muted text-sm">Paused</p>;
  if (connection === "opening") return <p className="text-muted text-sm">Connecting…</p>;
  return (
    <p className="flex items-center gap-2 text-muted text-sm">
      <span aria-hidden className="relative flex size-2">
        <span className="absolute size-full rounded-full bg-ok opacity-60 motion-safe:animate-ping" />
        <span className="size-2 rounded-full bg-ok" />
      </span>
      {skipped === 0
        ? "New requests appear on top"
        : `${skipped.toLocaleString("en")} not shown: too many at once`}
    </p>
  );
}

/** Tells a screen reader how many came, now and then. */
function Announcement({ tail }: { tail: Live }) {
  const [told, setTold] = useState({ count: 0, words: "" });
  const count = tail.received;
  const tell = useEffectEvent(() => {
    const fresh = count - told.count;
    if (fresh <= 0) return;
    setTold({ count, words: fresh === 1 ? "1 new request" : `${fresh} new requests` });
  });
  useEffect(() => {
    const timer = setInterval(() => tell(), announcedEvery);
    return () => clearInterval(timer);
  }, []);
  return (
    <span aria-live="polite" className="sr-only">
      {told.words}
    </span>
  );
}

function isBusy(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog]:not([aria-modal=false]), [role=menu], [role=listbox]"))
    return true;
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT|BUTTON|A)$/.test(target.tagName) ||
    target.closest("[role=combobox]") !== null
  );
}
