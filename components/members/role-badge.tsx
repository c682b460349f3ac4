import { Code, Crown, Eye, Wrench } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import type { Tone } from "@/components/ui/tone";
import type { Role } from "@/lib/access/rights";

const looks: Record<Role, { tone: Tone; icon: ReactNode; word: string }> = {
  owner: { tone: "accent", icon: <Crown aria-hidden />, word: "Owner" },
  admin: { tone: "info", icon: <Wrench aria-hidden />, word: "Admin" },
  developer: { tone: "idle", icon: <Code aria-hidden />, word: "Developer" },
  auditor: { tone: "idle", icon: <Eye aria-hidden />, word: "Auditor" },
};

export function RoleBadge({ role }: { role: Role }) {
  const { tone, icon, word } = looks[role];
  return (
    <Badge tone={tone} icon={icon}>
      {word}
    </Badge>
  );
}
