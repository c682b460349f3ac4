import { BellOff } from "lucide-react";
import type { Metadata } from "next";
import { z } from "zod";
import { markReadAction } from "@/app/(portal)/[org]/inbox/actions";
import { pageActor } from "@/app/actor";
import { choiceParam, type PageInput, pageParam } from "@/app/query";
import { MarkAllRead } from "@/components/notifications/mark-all-read";
import { NotificationList } from "@/components/notifications/notification-list";
import { EmptyState } from "@/components/ui/empty-state";
import { Pagination } from "@/components/ui/pagination";
import { SegmentedControl } from "@/components/ui/segmented-control";
import { can } from "@/lib/access/authorize";
import { countUnread } from "@/lib/notifications/count-unread";
import { listNotifications } from "@/lib/notifications/list";

export const metadata: Metadata = { title: "Notifications" };

const shown = ["all", "unread"] as const;

const Query = z.object({ page: pageParam, show: choiceParam(shown) });

const size = 30;

export default async function NotificationsPage({ params, searchParams }: PageInput) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { page, show = "all" } = Query.parse(await searchParams);
  const unread = show === "unread" ? "true" : undefined;
  const [notifications, count] = await Promise.all([
    listNotifications(actor, { page, limit: size, unread }),
    countUnread(actor),
  ]);
  const markRead = markReadAction.bind(null, org);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <SegmentedControl
          label="Show"
          param="show"
          value={show}
          options={[
            { value: "all", label: "All" },
            { value: "unread", label: "Unread" },
          ]}
        />
        {count > 0 && <MarkAllRead markRead={markRead} />}
      </div>
      <div className="overflow-hidden rounded-lg border border-line bg-surface">
        {notifications.data.length > 0 ? (
          <NotificationList slug={org} notifications={notifications.data} markRead={markRead} />
        ) : (
          <EmptyState
            icon={<BellOff aria-hidden />}
            title={unread ? "All read" : "No notifications"}
          >
            {can(actor, "request.decide")
              ? "You are told here when somebody requests access, and when a key of yours nears its end."
              : "You are told here when your request is answered, and when a key of yours nears its end."}
          </EmptyState>
        )}
      </div>
      <Pagination page={page} pageSize={size} total={notifications.total} />
    </>
  );
}
