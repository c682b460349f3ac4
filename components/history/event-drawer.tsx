"use client";

import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useEffectEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/drawer";
import { useZone } from "@/components/ui/relative-time";
import type { UsageEvent } from "@/lib/usage/summary";
import { EventFacts } from "./event-facts";
import { Asked } from "./event-parts";
import { clockWords, dayWords } from "./event-words";
import { ExplainedVerdict } from "./explained-verdict";
import type { HistoryScope } from "./history-query";
import { useKeyNow } from "./use-key-now";

/** One verdict, explained, with all that is known of it; the arrow keys go through the rows. */
export function EventDrawer({
  slug,
  zone: drawnIn,
  event,
  scope,
  hasNewer,
  hasOlder,
  step,
  close,
}: {
  slug: string;
  /** Until the browser tells the viewer's. */
  zone: string;
  event: UsageEvent | undefined;
  scope: HistoryScope;
  /** Whether there is a row on that side of it. */
  hasNewer: boolean;
  hasOlder: boolean;
  /** To the row after it, or before it. */
  step: (by: 1 | -1) => void;
  close: () => void;
}) {
  const zone = useZone() ?? drawnIn;
  const [shown, setShown] = useState(event);
  if (event && event !== shown) setShown(event);
  const now = useKeyNow(slug, event?.key?.id);
  const press = useEffectEvent((pressed: KeyboardEvent) => {
    if (pressed.altKey || pressed.ctrlKey || pressed.metaKey || pressed.shiftKey) return;
    const by = steps[pressed.key];
    if (!by || !event) return;
    pressed.preventDefault();
    step(by);
  });
  useEffect(() => {
    const listen = (pressed: KeyboardEvent) => press(pressed);
    // While it comes in: a dialog keeps the arrow keys to itself.
    window.addEventListener("keydown", listen, true);
    return () => window.removeEventListener("keydown", listen, true);
  }, []);

  return (
    <Drawer
      open={event !== undefined}
      onOpenChange={(next) => !next && close()}
      title={shown ? <Asked event={shown} whole /> : ""}
      description={shown && `${dayWords(shown.at, zone)}, ${clockWords(shown.at, zone)}`}
      footer={
        <>
          <Button size="sm" icon={<ChevronUp />} disabled={!hasNewer} onClick={() => step(-1)}>
            Newer
          </Button>
          <Button size="sm" icon={<ChevronDown />} disabled={!hasOlder} onClick={() => step(1)}>
            Older
          </Button>
        </>
      }
    >
      {shown && (
        <div className="flex flex-col gap-6">
          <ExplainedVerdict slug={slug} event={shown} now={now} zone={zone} />
          <EventFacts slug={slug} event={shown} scope={scope} isGone={now === "gone"} />
        </div>
      )}
    </Drawer>
  );
}

const steps: Record<string, 1 | -1> = {
  ArrowUp: -1,
  ArrowLeft: -1,
  ArrowDown: 1,
  ArrowRight: 1,
};
