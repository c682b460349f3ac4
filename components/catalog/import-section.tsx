"use client";

import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";

const step = 100;

/** A titled list that shows its first hundred rows, and more when asked. */
export function ImportSection<Item extends { name: string }>({
  title,
  description,
  actions,
  items,
  all,
  row,
}: {
  title: string;
  description?: ReactNode;
  actions?: ReactNode;
  /** Those that match the search. */
  items: Item[];
  /** How many there are without it. */
  all: number;
  row: (item: Item) => ReactNode;
}) {
  const [most, setMost] = useState(step);
  if (all === 0) return null;
  const rest = items.length - most;
  return (
    <Card
      flush
      title={
        <>
          {title}{" "}
          <span className="font-normal text-muted tabular-nums">{all.toLocaleString("en")}</span>
        </>
      }
      description={description}
      actions={actions}
      footer={
        rest > 0 && (
          <Button size="sm" onClick={() => setMost(most + 10 * step)}>
            Show {Math.min(rest, 10 * step).toLocaleString("en")} more
          </Button>
        )
      }
    >
      <ul aria-label={title} className="divide-y divide-line border-t">
        {items.slice(0, most).map((item) => (
          <li key={item.name} className="px-5 py-2.5 text-sm">
            {row(item)}
          </li>
        ))}
        {items.length === 0 && (
          <li className="px-5 py-4 text-muted text-sm">None of these matches.</li>
        )}
      </ul>
    </Card>
  );
}
