import { foreignKey, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { orgId } from "@/db/columns";
import { environments } from "./keys";
import { organizations, roles } from "./organizations";

export const ceilings = ["all", "non-sensitive", "none"] as const;

/** How much of its application's grants a key may use by its owner's role; no row, the default. */
export const roleCeilings = pgTable(
  "role_ceilings",
  {
    orgId: orgId(),
    role: text("role", { enum: roles }).notNull(),
    environment: text("environment", { enum: environments }).notNull(),
    ceiling: text("ceiling", { enum: ceilings }).notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.orgId, t.role, t.environment] }),
    foreignKey({ columns: [t.orgId], foreignColumns: [organizations.id] }),
  ],
);
