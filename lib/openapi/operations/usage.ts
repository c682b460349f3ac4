import { ListEvents } from "@/lib/history/event-query";
import { UsagePoints } from "@/lib/openapi/answers/usage";
import { UsageEvents } from "@/lib/openapi/answers/usage-events";
import type { Operations } from "@/lib/openapi/operation";
import { GetUsage } from "@/lib/usage/get";

export const usageOperations: Operations = {
  "GET /v1/usage": {
    id: "getUsage",
    summary: "Count verdicts",
    description:
      "By minute, hour or day (UTC), of the last 24 hours where no range is given. The range is widened to whole buckets. At most 10,000 points; minutes are kept for 35 days, hours for 100, days for 800. What only the counts of keys tell (by key, or by application and endpoint, where none of these is named) may have 50,000 keys times buckets at most. A service token that is bound to an API or an environment sees only that.",
    credential: "usage.read",
    query: GetUsage,
    names: true,
    status: 200,
    answer: UsagePoints,
  },
  "GET /v1/usage/events": {
    id: "listUsageEvents",
    summary: "List single verdicts",
    description:
      "Newest first, of the last 24 hours where no range is given, as far back as the organization keeps them. A page may have fewer than limit, also none, while nextCursor leads on: each call looks at a bounded number of verdicts. A service token that is bound to an API or an environment sees only that.",
    credential: "usage.read",
    query: ListEvents.omit({ zone: true }),
    names: true,
    status: 200,
    answer: UsageEvents,
  },
};
