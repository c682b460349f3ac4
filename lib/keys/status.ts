import { sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { KeyStatus } from "./summary";

/** The status now, as `statusAt`: what time brings is true before the worker has noted it. */
export const statusNow = sql<KeyStatus>`case
  when ${keys.status} in ('expired', 'revoked') then ${keys.status}
  when ${keys.expiresAt} <= now() then 'expired'
  when ${keys.retiresAt} <= now() then 'revoked'
  else ${keys.status} end`;
