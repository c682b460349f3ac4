import { foreignKey, index, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { bytes, createdAt, idColumn, orgId, time } from "@/db/columns";
import { memberships, organizations, roles } from "./organizations";

export const invitations = pgTable(
  "invitations",
  {
    orgId: orgId(),
    id: idColumn("inv", "id").notNull(),
    email: text("email").notNull(),
    /** As `users.emailKey`: the address as it is compared. */
    emailKey: text("email_key").notNull(),
    role: text("role", { enum: roles }).notNull(),
    createdAt: createdAt(),
    createdBy: text("created_by").notNull(),
    expiresAt: time("expires_at").notNull(),
    withdrawnAt: time("withdrawn_at"),
    acceptedAt: time("accepted_at"),
    memberId: idColumn("mem", "member_id"),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.id] }),
    index("invitations_email").on(t.orgId, t.emailKey),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
    foreignKey({
      columns: [t.orgId, t.memberId],
      foreignColumns: [memberships.orgId, memberships.id],
    }),
  ],
);

/** Look-up: hash of the link's token → organization and invitation. */
export const invitationLookup = pgTable("invitation_lookup", {
  hash: bytes("hash").primaryKey(),
  orgId: orgId(),
  invitationId: idColumn("inv", "invitation_id").notNull(),
});
