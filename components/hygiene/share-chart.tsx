"use client";

import { type PointerEvent, useState } from "react";
import { cn } from "@/components/ui/cn";
import { absoluteTime } from "@/components/ui/time-words";
import type { HygieneDay } from "@/lib/hygiene/summary";
import { type SharePoint, sharePoints, shareWords } from "./share";

const dayWords = (day: string) => absoluteTime(new Date(`${day}T00:00:00Z`), "UTC", true);

const keyWords = ({ clean, keys }: SharePoint) => `${clean} of ${keys} keys`;

/** The share of keys without findings, day by day; days are of UTC. */
export function ShareChart({ days }: { days: readonly HygieneDay[] }) {
  const [at, setAt] = useState<number>();
  const points = sharePoints(days);
  const [first, last] = [points[0], points.at(-1)];
  if (points.length < 2 || !first || !last)
    return (
      <p className="flex h-full items-center text-muted text-sm">
        Noted once a day. The line is drawn from the second day on.
      </p>
    );
  const line = points.map(({ x, share }) => `${x} ${100 - share}`).join(" L");
  const shown = at === undefined ? undefined : points[at];

  function point(event: PointerEvent<HTMLDivElement>) {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    setAt(nearest(points, (100 * (event.clientX - left)) / width));
  }

  return (
    <figure className="min-w-0">
      <figcaption className="sr-only">Share of keys without findings by day</figcaption>
      <div aria-hidden className="pt-2 pr-1 pl-11">
        <div
          className="relative h-36 touch-pan-y"
          onPointerMove={point}
          onPointerDown={point}
          onPointerLeave={() => setAt(undefined)}
        >
          {[0, 50, 100].map((share) => (
            <div
              key={share}
              className="absolute inset-x-0 border-t"
              style={{ top: `${100 - share}%` }}
            >
              <span className="absolute right-full mr-2 -translate-y-1/2 whitespace-nowrap text-muted text-xs tabular-nums">
                {share} %
              </span>
            </div>
          ))}
          <svg
            viewBox="0 0 100 100"
            preserveAspectRatio="none"
            className="absolute inset-0 size-full overflow-visible"
          >
            <title>Share of keys without findings</title>
            <path d={`M${first.x} 100 L${line} L${last.x} 100 Z`} className="fill-accent-soft" />
            <path
              d={`M${line}`}
              vectorEffect="non-scaling-stroke"
              strokeWidth={2}
              strokeLinejoin="round"
              className="fill-none stroke-accent"
            />
          </svg>
          {shown && <Reading point={shown} />}
        </div>
        <div className="flex justify-between pt-1.5 text-muted text-xs">
          <span>{dayWords(first.day)}</span>
          <span>{dayWords(last.day)}</span>
        </div>
      </div>
      <table className="sr-only">
        <caption>Share of keys without findings by day</caption>
        <thead>
          <tr>
            <th scope="col">Day</th>
            <th scope="col">Share</th>
            <th scope="col">Keys</th>
          </tr>
        </thead>
        <tbody>
          {points.map((one) => (
            <tr key={one.day}>
              <th scope="row">{dayWords(one.day)}</th>
              <td>{shareWords(one.share)}</td>
              <td>{keyWords(one)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

function Reading({ point }: { point: SharePoint }) {
  return (
    <>
      <span
        className="absolute inset-y-0 border-line-strong border-l"
        style={{ left: `${point.x}%` }}
      />
      <span
        className="absolute size-2.5 -translate-x-1/2 -translate-y-1/2 rounded-full border-2 border-surface bg-accent"
        style={{ left: `${point.x}%`, top: `${100 - point.share}%` }}
      />
      <span
        className={cn(
          "floating pointer-events-none absolute top-0 z-10 whitespace-nowrap px-2.5 py-1.5 text-xs",
          point.x > 50 ? "-translate-x-full -ml-2" : "ml-2",
        )}
        style={{ left: `${point.x}%` }}
      >
        <span className="block text-muted">{dayWords(point.day)}</span>
        <span className="font-medium tabular-nums">{shareWords(point.share)}</span>,{" "}
        {keyWords(point)}
      </span>
    </>
  );
}

const nearest = (points: readonly SharePoint[], x: number): number =>
  points.reduce(
    (best, one, index) =>
      Math.abs(one.x - x) < Math.abs((points[best]?.x ?? 0) - x) ? index : best,
    0,
  );
