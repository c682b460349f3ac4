import postgres from "postgres";

/** Runs a statement that no verb would, with row-level security out of the way. For tests. */
export async function asSuperuser(
  superuserUrl: string,
  statement: string,
): Promise<Record<string, unknown>[]> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
}
