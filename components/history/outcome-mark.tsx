import {
  Ban,
  CircleCheck,
  CirclePause,
  CircleX,
  ClockAlert,
  Gauge,
  Globe,
  Hourglass,
  type LucideIcon,
  ShieldAlert,
  ShieldX,
  Signpost,
} from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { outcomeLook } from "./outcome-words";

const icons: Record<string, LucideIcon> = {
  VALID: CircleCheck,
  RATE_LIMITED: Gauge,
  QUOTA_EXCEEDED: Gauge,
  QUARANTINED: ShieldAlert,
  NOT_YET_VALID: Hourglass,
  INSUFFICIENT_PERMISSIONS: ShieldX,
  IP_NOT_ALLOWED: Globe,
  ORIGIN_NOT_ALLOWED: Globe,
  WRONG_ENVIRONMENT: Signpost,
  APPLICATION_INACTIVE: CirclePause,
  DISABLED: CirclePause,
  REVOKED: Ban,
  EXPIRED: ClockAlert,
};

/** The outcome of a verdict: a word, an icon and a colour; its code on hover. */
export function OutcomeMark({ outcome }: { outcome: string }) {
  const { word, tone } = outcomeLook(outcome);
  const Icon = icons[outcome] ?? CircleX;
  return (
    <span title={outcome}>
      <Badge tone={tone} icon={<Icon aria-hidden />}>
        {word}
      </Badge>
    </span>
  );
}
