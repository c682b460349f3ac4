import "server-only";
import { createHash } from "node:crypto";
import { users } from "@/db/schema";
import { type Transaction, transactOutside } from "@/db/transact";

export const setupTokenHash = (token: string) => createHash("sha256").update(token).digest();

export async function hasUsers(tx: Transaction): Promise<boolean> {
  return (await tx.select({ id: users.id }).from(users).limit(1)).length > 0;
}

/** Whether somebody has set this installation up. */
export const isSetUp = (): Promise<boolean> => transactOutside(hasUsers);
