import { BellRing, CircleCheck } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import type { AlertRuleSummary } from "@/lib/alerts/summary";

export function AlertState({ state }: { state: AlertRuleSummary["state"] }) {
  return state === "firing" ? (
    <Badge tone="bad" icon={<BellRing aria-hidden />}>
      Firing
    </Badge>
  ) : (
    <Badge tone="ok" icon={<CircleCheck aria-hidden />}>
      Calm
    </Badge>
  );
}
