import { Card } from "@/components/ui/card";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import { RequestList } from "./request-list";

/** What is asked for an application and not answered yet; nothing where nothing is. */
export function PendingRequests({
  slug,
  requests,
}: {
  slug: string;
  requests: readonly AccessRequestSummary[];
}) {
  if (requests.length === 0) return null;
  return (
    <Card
      flush
      title={requests.length === 1 ? "1 pending request" : `${requests.length} pending requests`}
      description="Asked for, until an owner or admin approves."
    >
      <RequestList slug={slug} requests={requests} />
    </Card>
  );
}
