import { CircleCheck, CircleX } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { AuditEventSummary } from "@/lib/audit/summary";

export function OutcomeBadge({ outcome }: { outcome: AuditEventSummary["outcome"] }) {
  return outcome === "success" ? (
    <Badge tone="ok" icon={<CircleCheck aria-hidden />}>
      Success
    </Badge>
  ) : (
    <Badge tone="bad" icon={<CircleX aria-hidden />}>
      Refused
    </Badge>
  );
}
