/** What narrows the search, besides its time. */
export const narrowing = [
  "outcome",
  "environment",
  "application",
  "key",
  "api",
  "endpoint",
  "network",
  "requestId",
  "gate",
] as const;

/** What the address of a page of history says, besides the row that is open. */
export const historyParams = ["range", "from", "to", ...narrowing] as const;
export type HistoryParam = (typeof historyParams)[number];

/** The filters in force, as they stand in the address. */
export type HistoryQuery = { [P in HistoryParam]?: string | undefined };

/** What a page is fixed to; no filter goes beyond it. */
export type HistoryScope = { application?: string; key?: string; api?: string };

/** Whether filters, or these of them, leave out some of the scope, whatever the time. */
export const isNarrowed = (
  query: HistoryQuery,
  scope: HistoryScope = {},
  by: readonly HistoryParam[] = narrowing,
) => by.some((name) => query[name] && !scope[name as keyof HistoryScope]);

const hour = 3_600_000;
const hours = { "1h": 1, "24h": 24, "7d": 168, "30d": 720 } as const;

const isRange = (range: string): range is keyof typeof hours => range in hours;

/** When it begins and ends, the last 24 hours unless it says else. */
export function spanOf({ range = "24h", from, to }: HistoryQuery, now: number) {
  const end = (range === "custom" && to) || new Date(now).toISOString();
  if (range === "custom" && from) return { range, from, to: end };
  const preset = isRange(range) ? range : "24h";
  return { range: preset, from: new Date(now - hours[preset] * hour).toISOString(), to: end };
}

/** Whether what happens now can match. */
export const reachesNow = ({ range, to }: HistoryQuery, now: number) =>
  range !== "custom" || !to || Date.parse(to) > now;

/** `?…` for the routes that answer the same filters. */
export function addressOf(path: string, query: HistoryQuery & Record<string, string>): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`;
}

const requestId = /^req_[0-7][0-9a-hjkmnp-tv-z]{25}$/;
const network = /^[0-9a-f:.]*[:.][0-9a-f:.]*(\/\d{1,3})?$/i;

/** What a typed or pasted text is looked for as; null where it is neither. */
export function soughtBy(text: string): { requestId: string } | { network: string } | null {
  const sought = text.trim();
  if (requestId.test(sought)) return { requestId: sought };
  return network.test(sought) ? { network: sought } : null;
}

/** `evt_….1763726584083`: where an open row is found again without a search. */
export const placeOf = ({ id, at }: { id: string; at: string }) => `${id}.${Date.parse(at)}`;

const place = /^(evt_[0-7][0-9a-hjkmnp-tv-z]{25})\.(\d{12,14})$/;

export function readPlace(text: string | null | undefined): { id: string; at: number } | null {
  const [, id, at] = place.exec(text ?? "") ?? [];
  return id && at ? { id, at: Number(at) } : null;
}
