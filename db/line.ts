import "server-only";
import postgres from "postgres";
import { env } from "@/lib/env";
import { openWires, type Wires } from "./dial";
import { DatabaseUnavailableError } from "./errors";

/** One connection that is given up when it does not answer in time, and then made anew. */
export type Line = {
  /** Runs `query` within `ms`; past that its socket is destroyed and this throws. */
  ask<T>(ms: number, query: (sql: postgres.Sql) => PromiseLike<T>): Promise<T>;
  close(): void;
};

/**
 * A direct connection of its own (`DATABASE_DIRECT_URL`), which listens on `channel`. postgres.js
 * never gives up a half-open connection by itself, so every question here has a deadline.
 */
export function openLine(channel: string, onNotify: () => void): Line {
  let current: { sql: postgres.Sql; wires: Wires; listening: boolean } | undefined;

  function open() {
    const wires = openWires();
    const onclose = () => {
      // postgres.js would connect again by itself, and not listen.
      if (current?.wires !== wires) return;
      cut();
      onNotify();
    };
    const options = {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      backoff: () => 0.1,
      onnotice: () => {},
      onnotify: onNotify,
      onclose,
      connection: { application_name: "portcullis-gate-feed" },
      ...wires.options,
    };
    const sql = postgres(env().DATABASE_DIRECT_URL ?? env().DATABASE_URL ?? "", options);
    return { sql, wires, listening: false };
  }

  function cut() {
    const line = current;
    current = undefined;
    if (!line) return;
    line.wires.cut();
    line.sql.end({ timeout: 0 }).catch(() => {});
  }

  return {
    async ask(ms, query) {
      current ??= open();
      const line = current;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new DatabaseUnavailableError("deadline")), ms);
      });
      try {
        return await Promise.race([late, begin(line, channel, query)]);
      } catch (error) {
        if (current === line) cut();
        throw error;
      } finally {
        clearTimeout(timer);
      }
    },
    close: cut,
  };
}

async function begin<T>(
  line: { sql: postgres.Sql; listening: boolean },
  channel: string,
  query: (sql: postgres.Sql) => PromiseLike<T>,
): Promise<T> {
  if (!line.listening) {
    await line.sql`listen ${line.sql(channel)}`;
    line.listening = true;
  }
  return await query(line.sql);
}
