import { setTimeout as pause } from "node:timers/promises";
import { inflateSync } from "node:zlib";

type Changed = { keys?: string[]; applications?: string[]; all?: boolean };
export type StreamEvent = {
  event: string;
  id: string | undefined;
  data: Record<string, unknown> & { at?: number; changed?: Changed };
  /** By the monotonic clock. */
  heardAt: number;
};

export type Listening = Awaited<ReturnType<typeof listenTo>>;

/** Listens to the revocations that `address` tells of, and keeps the books as anyone would. For tests. */
export async function listenTo(
  address: string,
  token: string,
  { lastEventId, headers = {} }: { lastEventId?: string; headers?: Record<string, string> } = {},
) {
  const leaving = new AbortController();
  const response = await fetch(`${address}/v1/revocations`, {
    headers: {
      authorization: `Bearer ${token}`,
      ...(lastEventId !== undefined && { "last-event-id": lastEventId }),
      ...headers,
    },
    signal: leaving.signal,
  });
  const events: StreamEvent[] = [];
  let statuses = new Map<string, string>();
  let collected = new Map<string, string>();
  let text = "";
  let ended: "cleanly" | "cut" | null = null;

  function hear(block: string): void {
    const fields = new Map(
      block.split("\n").map((line) => {
        const at = line.indexOf(": ");
        return [line.slice(0, at), line.slice(at + 2)] as const;
      }),
    );
    const data = fields.get("data");
    if (data === undefined) return;
    const event = {
      event: fields.get("event") ?? "",
      id: fields.get("id"),
      data: JSON.parse(data),
    };
    events.push({ ...event, heardAt: performance.now() });
    if (event.event === "snapshot" && event.data.part === 1) collected = new Map();
    const into = event.event === "snapshot" ? collected : statuses;
    for (const status of ["revoked", "suspended", "valid"]) {
      for (const id of event.data[status] ?? []) into.set(id, status);
    }
    if (event.event === "snapshot" && event.data.part === event.data.parts) statuses = collected;
  }

  async function read(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
        hear(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
  }
  const reading = read().then(
    () => {
      ended = "cleanly";
    },
    () => {
      ended = "cut";
    },
  );

  const until = async (holds: () => boolean, ms = 4000): Promise<void> => {
    for (const end = performance.now() + ms; !holds(); await pause(1)) {
      if (performance.now() > end) {
        const last = events.slice(-5).map(({ event, data }) => ({ event, data }));
        throw new Error(`not heard in ${ms} ms; last ${JSON.stringify(last).slice(0, 1500)}`);
      }
    }
  };
  return {
    response,
    events,
    until,
    named: (name: string) => events.filter(({ event }) => event === name),
    status: (key: string) => statuses.get(key) ?? "valid",
    lastId: () => events.findLast(({ id }) => id !== undefined)?.id,
    ended: () => ended,
    /** Resolves at the first heartbeat. */
    ready: () => until(() => events.some(({ event }) => event === "heartbeat")),
    async leave() {
      leaving.abort();
      await reading;
    },
  };
}

/** What a status list of the gate says of a place: 0 valid, 1 revoked, 2 suspended. For tests. */
export async function listedAt(address: string, claims: Record<string, unknown>) {
  const { status_list: place } = claims.status as { status_list: { idx: number; uri: string } };
  const response = await fetch(address + new URL(place.uri).pathname);
  if (!response.ok) throw new Error(`the list answers ${response.status}`);
  const token = await response.text();
  const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
  const bytes = inflateSync(Buffer.from(payload.status_list.lst, "base64url"));
  return ((bytes[Math.floor(place.idx / 4)] ?? 0) >> ((place.idx % 4) * 2)) & 3;
}
