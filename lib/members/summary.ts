import type { memberships, users } from "@/db/schema";
import type { Role } from "@/lib/access/rights";
import type { MemberId, UserId } from "@/lib/ids";

export type MembershipRow = typeof memberships.$inferSelect;
type UserRow = typeof users.$inferSelect;

export type MemberSummary = {
  id: MemberId;
  userId: UserId;
  name: string;
  email: string;
  role: Role;
  createdAt: string;
};

export function summarizeMember(
  row: Pick<MembershipRow, "id" | "userId" | "role" | "createdAt">,
  user: Pick<UserRow, "name" | "email">,
): MemberSummary {
  return {
    id: row.id,
    userId: row.userId,
    name: user.name,
    email: user.email,
    role: row.role,
    createdAt: row.createdAt.toISOString(),
  };
}
