import { stringify } from "csv-stringify/sync";
import type { UsageEvent } from "@/lib/usage/summary";

export const exportFormats = ["csv", "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

type Cell = string | number | null | undefined;

const columns: Record<string, (event: UsageEvent) => Cell> = {
  time: (event) => event.at,
  outcome: (event) => event.outcome,
  application: (event) => event.application?.name,
  application_id: (event) => event.application?.id,
  key: (event) => event.key?.name,
  key_id: (event) => event.key?.id,
  shared_key: (event) => event.key?.sharedKey,
  environment: (event) => event.environment,
  api: (event) => event.api?.name,
  api_id: (event) => event.api?.id,
  method: (event) => event.method,
  path: (event) => event.path,
  endpoint_id: (event) => event.endpoint?.id,
  network: (event) => event.network,
  user_agent: (event) => event.userAgent,
  tags: (event) => event.tags.join(" "),
  cost: (event) => event.cost,
  latency_micros: (event) => event.latencyMicros,
  gate: (event) => event.gate,
  request_id: (event) => event.requestId,
  event_id: (event) => event.id,
  one_of: (event) => event.oneOf,
};

/** How verdicts stand in a file: the beginning of it, and some rows. No cell is taken for a formula. */
export function linesOf(format: ExportFormat, showsNetworks: boolean) {
  if (format === "ndjson") {
    const rows = (events: readonly UsageEvent[]) =>
      events.map((event) => `${JSON.stringify(event)}\n`).join("");
    return { head: "", rows };
  }
  const names = Object.keys(columns).filter((name) => showsNetworks || name !== "network");
  const csv = (records: Cell[][]) =>
    stringify(records, { escape_formulas: true, record_delimiter: "windows" });
  return {
    head: csv([names]),
    rows: (events: readonly UsageEvent[]) =>
      csv(events.map((event) => names.map((name) => columns[name]?.(event)))),
  };
}
