import { CircleCheck, CircleX, Hourglass, Undo2 } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { RequestStatus } from "@/lib/approvals/summary";

const looks: Record<RequestStatus, { tone: Tone; icon: ReactNode; word: string }> = {
  pending: { tone: "info", icon: <Hourglass aria-hidden />, word: "Pending" },
  approved: { tone: "ok", icon: <CircleCheck aria-hidden />, word: "Approved" },
  refused: { tone: "bad", icon: <CircleX aria-hidden />, word: "Refused" },
  withdrawn: { tone: "idle", icon: <Undo2 aria-hidden />, word: "Withdrawn" },
};

export function RequestStatusBadge({ status }: { status: RequestStatus }) {
  const { tone, icon, word } = looks[status];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
