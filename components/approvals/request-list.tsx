import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { SensitiveMark } from "@/components/catalog/sensitive-mark";
import { RelativeTime } from "@/components/ui/relative-time";
import type { AccessRequestSummary } from "@/lib/approvals/summary";
import { Asks } from "./asks";
import { environmentsInWords } from "./environment-words";

/** Requests that wait for an answer, each a link to its page. */
export function RequestList({
  slug,
  requests,
}: {
  slug: string;
  requests: readonly AccessRequestSummary[];
}) {
  return (
    <ul className="divide-y divide-line border-t">
      {requests.map((request) => (
        <li key={request.id}>
          <Link
            href={`/${slug}/inbox/requests/${request.id}`}
            className="flex items-center gap-4 px-5 py-3 transition-colors last:rounded-b-lg hover:bg-bg focus-visible:-outline-offset-2"
          >
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span>
                  <Asks request={request} /> for {request.application.name}
                </span>
                {request.items.some((item) => item.sensitive) && <SensitiveMark />}
              </span>
              <span className="mt-0.5 line-clamp-2 text-muted text-sm">“{request.reason}”</span>
              <span className="mt-0.5 block text-muted text-sm">
                {request.createdByName}, <RelativeTime value={request.createdAt} />
                {request.kind === "grants" && ` · ${environmentsInWords(request.environments)}`}
              </span>
            </span>
            <ChevronRight aria-hidden className="size-4 shrink-0 text-muted" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
