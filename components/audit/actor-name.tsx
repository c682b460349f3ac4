import { Bot, KeyRound, Server, User } from "lucide-react";
import type { AuditEventSummary } from "@/lib/audit/summary";

const kinds = {
  member: { icon: User, word: "Member" },
  token: { icon: Server, word: "Service token" },
  key: { icon: KeyRound, word: "Key" },
  system: { icon: Bot, word: "Portcullis itself" },
};

export function ActorName({ actor }: { actor: AuditEventSummary["actor"] }) {
  const { icon: Icon, word } = kinds[actor.kind];
  return (
    <span className="flex max-w-full items-center gap-1.5" title={word}>
      <Icon aria-label={word} className="size-3.5 shrink-0 text-muted" />
      <span className="truncate">{actor.name}</span>
    </span>
  );
}
