"use client";

import { CheckCheck } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";

export function MarkAllRead({
  markRead,
  size = "md",
}: {
  markRead: (which: string) => Promise<unknown>;
  size?: "sm" | "md";
}) {
  const [pending, start] = useTransition();
  return (
    <Button
      size={size}
      variant={size === "sm" ? "quiet" : "secondary"}
      icon={<CheckCheck />}
      pending={pending}
      onClick={() =>
        start(async () => {
          await markRead("all");
        })
      }
    >
      Mark all as read
    </Button>
  );
}
