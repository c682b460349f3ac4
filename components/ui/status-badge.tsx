import {
  Ban,
  CircleCheck,
  CirclePause,
  CircleX,
  ClockAlert,
  Hourglass,
  RefreshCw,
  Shield,
} from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "./badge";
import type { Tone } from "./tone";

export type Status =
  | "active"
  | "inactive"
  | "expiring"
  | "expired"
  | "revoked"
  | "quarantined"
  | "rotating"
  | "upcoming"
  | "disabled"
  | "pending"
  | "accepted"
  | "withdrawn";

const looks: Record<Status, { tone: Tone; icon: ReactNode; word: string }> = {
  active: { tone: "ok", icon: <CircleCheck aria-hidden />, word: "Active" },
  inactive: { tone: "idle", icon: <CirclePause aria-hidden />, word: "Inactive" },
  disabled: { tone: "idle", icon: <CirclePause aria-hidden />, word: "Disabled" },
  expiring: { tone: "warn", icon: <ClockAlert aria-hidden />, word: "Expiring" },
  expired: { tone: "idle", icon: <CircleX aria-hidden />, word: "Expired" },
  revoked: { tone: "idle", icon: <Ban aria-hidden />, word: "Revoked" },
  rotating: { tone: "info", icon: <RefreshCw aria-hidden />, word: "Rotating" },
  upcoming: { tone: "info", icon: <Hourglass aria-hidden />, word: "Not yet valid" },
  quarantined: { tone: "warn", icon: <Shield aria-hidden />, word: "Quarantined" },
  pending: { tone: "info", icon: <Hourglass aria-hidden />, word: "Pending" },
  accepted: { tone: "ok", icon: <CircleCheck aria-hidden />, word: "Accepted" },
  withdrawn: { tone: "idle", icon: <Ban aria-hidden />, word: "Withdrawn" },
};

export function StatusBadge({ status }: { status: Status }) {
  const { tone, icon, word } = looks[status];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}

export type Environment = "development" | "staging" | "production";

const environments: Record<Environment, { dot: string; word: string }> = {
  development: { dot: "bg-idle", word: "Development" },
  staging: { dot: "bg-info", word: "Staging" },
  production: { dot: "bg-accent", word: "Production" },
};

export function EnvironmentBadge({ environment }: { environment: Environment }) {
  const { dot, word } = environments[environment];
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span aria-hidden className={`size-2 rounded-full ${dot}`} />
      {word}
    </span>
  );
}
