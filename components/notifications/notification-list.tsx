"use client";

import Link from "next/link";
import { cn } from "@/components/ui/cn";
import { RelativeTime } from "@/components/ui/relative-time";
import type { NotificationSummary } from "@/lib/notifications/summary";
import { notificationWords } from "./notification-words";

/** Notifications, each a link to what it tells of; following it marks it as read. */
export function NotificationList({
  slug,
  notifications,
  markRead,
  className,
}: {
  slug: string;
  notifications: readonly NotificationSummary[];
  markRead: (which: string) => Promise<unknown>;
  className?: string;
}) {
  return (
    <ul className={cn("divide-y divide-line", className)}>
      {notifications.map((notification) => {
        const { title, text, path } = notificationWords(notification);
        const unread = notification.readAt === null;
        return (
          <li key={notification.id}>
            <Link
              href={`/${slug}/${path}`}
              onClick={() => unread && void markRead(notification.id)}
              className="flex gap-3 px-4 py-3 transition-colors hover:bg-idle-soft focus-visible:-outline-offset-2"
            >
              <span
                aria-hidden
                className={cn("mt-1.5 size-2 shrink-0 rounded-full", unread && "bg-accent")}
              />
              <span className="min-w-0 flex-1">
                <span className={cn("block break-words", unread && "font-medium")}>
                  {unread && <span className="sr-only">Unread: </span>}
                  {title}
                </span>
                {text && (
                  <span className="mt-0.5 line-clamp-3 break-words text-muted text-sm">
                    “{text}”
                  </span>
                )}
                <span className="mt-0.5 block text-muted text-sm">
                  <RelativeTime value={notification.createdAt} />
                </span>
              </span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
