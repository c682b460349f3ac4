"use client";

import { Bell } from "lucide-react";
import { usePathname } from "next/navigation";
import { ButtonLink } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { Popover } from "@/components/ui/popover";
import { Skeleton } from "@/components/ui/skeleton";
import { MarkAllRead } from "./mark-all-read";
import { NotificationList } from "./notification-list";
import { type News, useNews } from "./use-news";

export function NotificationBell({
  slug,
  drawn,
  markRead,
}: {
  slug: string;
  drawn: News;
  markRead: (which: string) => Promise<unknown>;
}) {
  const pathname = usePathname();
  const { unread, latest, ask } = useNews(`/${slug}/inbox/latest`, drawn);
  const label = unread > 0 ? `Notifications, ${unread} unread` : "Notifications";
  return (
    <Popover
      key={pathname}
      align="end"
      flush
      onOpen={ask}
      title="Notifications"
      trigger={
        <IconButton
          label={label}
          icon={
            <span className="relative flex">
              <Bell aria-hidden />
              {unread > 0 && (
                <span
                  aria-hidden
                  className="absolute -top-1.5 -right-2 min-w-4 rounded-full bg-accent px-1 text-center font-medium text-[0.625rem] text-on-accent leading-4 tabular-nums"
                >
                  {unread > 99 ? "99+" : unread}
                </span>
              )}
            </span>
          }
        />
      }
    >
      <Latest slug={slug} latest={latest} markRead={markRead} />
      <div className="flex items-center justify-between gap-2 border-t px-2 py-2">
        <ButtonLink variant="quiet" size="sm" href={`/${slug}/inbox/notifications`}>
          All notifications
        </ButtonLink>
        {unread > 0 && <MarkAllRead size="sm" markRead={(which) => markRead(which).then(ask)} />}
      </div>
    </Popover>
  );
}

function Latest({
  slug,
  latest,
  markRead,
}: Pick<News, "latest"> & { slug: string; markRead: (which: string) => Promise<unknown> }) {
  if (!latest)
    return (
      <div className="flex flex-col gap-3 border-t p-4">
        <Skeleton className="h-4 w-full" />
        <Skeleton className="h-4 w-2/3" />
      </div>
    );
  if (latest.length === 0)
    return (
      <p className="border-t px-4 py-6 text-balance text-center text-muted">
        Nothing yet. Requests for access and their answers arrive here.
      </p>
    );
  return (
    <NotificationList
      slug={slug}
      notifications={latest}
      markRead={markRead}
      className="max-h-[min(28rem,60dvh)] overflow-y-auto border-t"
    />
  );
}
