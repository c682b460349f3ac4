import { Ban, CircleCheck, CirclePause, Hourglass } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { SigningKeySummary } from "@/lib/signing/summary";

type State = SigningKeySummary["state"];

const states: Record<State, { words: string; tone: Tone; icon: ReactNode; title: string }> = {
  next: {
    words: "Next",
    tone: "info",
    icon: <Hourglass aria-hidden />,
    title: "Published, so that whoever checks tokens knows it before it signs.",
  },
  current: {
    words: "Current",
    tone: "ok",
    icon: <CircleCheck aria-hidden />,
    title: "Signs new tokens and the status lists.",
  },
  retired: {
    words: "Retired",
    tone: "idle",
    icon: <CirclePause aria-hidden />,
    title: "Signs no more. Published until the last of its tokens ends.",
  },
  withdrawn: {
    words: "Withdrawn",
    tone: "bad",
    icon: <Ban aria-hidden />,
    title: "Trusted by nobody: all that it signed is refused.",
  },
};

export function SigningKeyState({ state }: { state: State }) {
  const { words, tone, icon, title } = states[state];
  return (
    <span title={title}>
      <Badge tone={tone} icon={icon}>
        {words}
      </Badge>
    </span>
  );
}
