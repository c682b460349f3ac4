import { sql } from "drizzle-orm";
import { keys } from "@/db/schema";
import type { KeyStatus } from "./summary";

/** The status now: a key past its end is expired before the worker has noted it. */
export const statusNow = sql<KeyStatus>`case
  when ${keys.status} <> 'revoked' and ${keys.expiresAt} <= now() then 'expired'
  else ${keys.status} end`;
