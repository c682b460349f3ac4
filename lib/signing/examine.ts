import { inArray } from "drizzle-orm";
import { signingKeys } from "@/db/schema";
import { transactSystem } from "@/db/transact";
import type { SigningKeyId } from "@/lib/ids";
import { opens } from "./private-key";

/** How many keys there are that sign or come next, and which of them do not open. */
export async function examineSigningKeys(): Promise<{ count: number; closed: SigningKeyId[] }> {
  const rows = await transactSystem((tx) =>
    tx
      .select()
      .from(signingKeys)
      .where(inArray(signingKeys.state, ["current", "next"]))
      .orderBy(signingKeys.id),
  );
  const closed: SigningKeyId[] = [];
  for (const row of rows) if (!(await opens(row))) closed.push(row.id);
  return { count: rows.length, closed };
}
