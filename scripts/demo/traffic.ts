import { randomUUID } from "node:crypto";
import type { MemberActor } from "@/lib/access/actor";
import { listCatalog } from "@/lib/catalog/list-catalog";
import { newId } from "@/lib/ids";
import { listKeys } from "@/lib/keys/list";
import type { KeyListItem } from "@/lib/keys/summary";
import { Batch, Slices } from "@/lib/recorder/batch";
import { type Marks, writeBatch } from "@/lib/recorder/count";
import { noteUses } from "@/lib/recorder/note-uses";
import { Tally } from "@/lib/recorder/tally";
import { Framer } from "@/lib/recorder/turn";
import { foldUsage } from "@/lib/usage/fold";
import { prepareUsageDays } from "@/lib/usage/partitions";
import { flushLastUsed, noteUsesAs } from "@/lib/verification/last-used";
import type { Verified } from "@/lib/verification/services";
import { applications } from "./applications";
import { chance, logNormal, oneOf, poisson, random } from "./chance";
import { incident, rhythms, type Stream, streams } from "./streams";

const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];
const days = 30;
/** What is older is counted in one minute of each hour, and of so many verdicts one is kept. */
const [finely, keptOneOf] = [36 * hour, 16];
const gates = ["gate-1.northwind.example:4001", "gate-2.northwind.example:4001"] as const;

type Place = Pick<Verified, "apiId" | "endpointId" | "method" | "path">;
/** A stream whose names are ids: it is asked from `from` to `to`, when it was used last. */
type Source = Omit<Stream, "from" | "to" | "calls"> & {
  key: KeyListItem | null;
  places: { place: Place; weight: number }[];
  from: number;
  to: number;
};
type Asked = { source: Source; at: number; isLast: boolean };

/** Lets the applications have been used for 30 days, as their streams say. */
export async function makeTraffic(actor: MemberActor): Promise<void> {
  const now = Date.now();
  const sources = await sourcesOf(actor, now);
  const asked = sources.flatMap((source) => [...askedOf(source, now)]);
  asked.sort((a, b) => a.at - b.at);
  await prepareUsageDays();
  const writer = new Writer(actor, now);
  for (const one of asked) await writer.add(one);
  await writer.end();
  noteUsesAs(gates[0]);
  await flushLastUsed(true);
  noteUsesAs("portal");
  await foldUsage(2 * minute);
}

async function sourcesOf(actor: MemberActor, now: number): Promise<Source[]> {
  const { data: keys } = await listKeys(actor, { limit: 100 });
  const catalog = await listCatalog(actor);
  const placeOf = (call: string): Place => {
    const [slug, method = null, path = null] = call.split(" ");
    const api = catalog.find((one) => one.slug === slug);
    const endpoint = api?.endpointList.find((one) => one.method === method && one.path === path);
    if (!api || (method && !endpoint)) throw new Error(`there is no ${call}`);
    return { apiId: api.id, endpointId: endpoint?.id ?? null, method, path };
  };
  return streams.map(({ calls, from = days, to, ...stream }) => {
    const { of, isNew = false } = stream;
    const named = keys.filter(
      (key) => key.name === of?.key && key.applicationName === of.application,
    );
    const key = named.find(({ replacesId }) => (replacesId !== null) === isNew) ?? null;
    const application = applications.find(({ name }) => name === of?.application);
    const story = application?.keys.find(({ name }) => name === of?.key);
    if (of && !(key && application && story)) throw new Error(`there is no key ${of.key}`);
    const used = (isNew ? story?.rotated?.used : story?.used) ?? 0;
    const since = Math.min(days, from, application?.age ?? days);
    return {
      ...stream,
      key,
      places: calls.map(([call, weight]) => ({ place: placeOf(call), weight })),
      from: now - since * day,
      to: now - (to === undefined ? used * hour : to * day),
    };
  });
}

/** The times at which a stream is asked, in any order. */
function* askedOf(source: Source, now: number): Generator<Asked> {
  for (let slot = Math.floor(source.from / hour) * hour; slot < source.to; ) {
    const step = slot >= now - finely ? minute : hour;
    const at = slot + Math.floor((random() * step) / minute) * minute;
    const count = poisson((expected(source, slot, now) * step) / day);
    for (let i = 0; i < count; i++) {
      const time = at + Math.floor(random() * minute);
      if (time >= source.from && time < source.to) yield { source, at: time, isLast: false };
    }
    slot += step;
  }
  if (source.key && !isRefused(source)) yield { source, at: source.to, isLast: true };
}

const isRefused = ({ refused = [] }: Source) => refused.some(([, share]) => share === 1);

/** How often a day it would be asked at the pace of that time. */
function expected(
  { perDay, growth = 1.15, rhythm, to, fades, of }: Source,
  at: number,
  now: number,
) {
  const { hours, weekend } = rhythms[rhythm];
  const date = new Date(at);
  const all = hours.reduce((sum, one) => sum + one, 0);
  const ofHour = ((hours[date.getUTCHours()] ?? 0) * 24) / all;
  const isWeekend = [0, 6].includes(date.getUTCDay());
  const age = (now - at) / (days * day);
  const ofFade = fades ? Math.min(1, (to - at) / (fades * day)) : 1;
  const ofDay = 0.94 + 0.12 * Math.abs(Math.sin(Math.floor(at / day) * 12.9898));
  const some = isIncident(of, at, now) ? incident.times : 1;
  return perDay * ofHour * (isWeekend ? weekend : 1) * growth ** -age * ofFade * ofDay * some;
}

function isIncident(of: Stream["of"], at: number, now: number): boolean {
  const { application, key } = incident.of;
  if (of?.application !== application || of.key !== key) return false;
  const start = (Math.floor(now / day) - incident.daysAgo) * day;
  return at >= start + incident.from * hour && at < start + incident.to * hour;
}

/** Counts what was asked, in its order, as gates do: a day of a gate in one batch. */
class Writer {
  readonly #slices = new Slices(1000);
  readonly #gates = gates.map((gate) => ({ framer: new Framer(gate), frames: [] as Buffer[] }));
  readonly #tallies = gates.map(() => new Tally());
  readonly #spool = randomUUID();
  #marks: Marks = { counted: 0, history: 0 };
  #minute = 0;

  constructor(
    private readonly actor: MemberActor,
    private readonly now: number,
  ) {}

  async add({ source, at, isLast }: Asked): Promise<void> {
    const now = Math.floor(at / minute);
    if (now !== this.#minute) this.#frame();
    if (Math.floor(now / 1440) !== Math.floor(this.#minute / 1440)) await this.#write();
    this.#minute = now;
    const tally = this.#tallies[now % gates.length];
    const verified = this.#verified(source, at, isLast);
    const row = tally?.add(verified) ?? 0;
    const isFine = at >= this.now - finely;
    if (isFine || chance(1 / keptOneOf)) tally?.keep(verified, row, isFine ? 1 : keptOneOf);
  }

  async end(): Promise<void> {
    this.#frame();
    await this.#write();
  }

  #verified(
    { key, places, networks, agent, refused = [], of }: Source,
    at: number,
    isLast: boolean,
  ): Verified {
    const is = isIncident(of, at, this.now);
    const code = isLast ? "VALID" : codeOf(is ? incident.refused : refused);
    return {
      at,
      organizationId: this.actor.organizationId,
      applicationId: key?.applicationId ?? null,
      keyId: key?.id ?? null,
      ...oneOf(places).place,
      environment: key?.environment ?? null,
      code,
      cost: 1,
      requestId: newId("req"),
      network:
        code === "IP_NOT_ALLOWED"
          ? "192.0.2.33"
          : (networks[Math.floor(random() * networks.length)] ?? null),
      tags: key?.tags.length ? key.tags : null,
      userAgent: agent,
      latencyMicros: Math.round(logNormal(is ? 260 : 75, 0.6)),
    };
  }

  /** What was counted in one minute. */
  #frame(): void {
    for (const [i, { framer, frames }] of this.#gates.entries()) {
      const tally = this.#tallies[i];
      if (!tally || tally.touchedSize === 0) continue;
      frames.push(Buffer.from(framer.frame(tally)));
      tally.forget();
    }
  }

  async #write(): Promise<void> {
    const cuts = new Set<string>();
    for (const [i, { frames }] of this.#gates.entries()) {
      if (frames.length === 0) continue;
      const batch = new Batch();
      await batch.add(Buffer.concat(frames.splice(0)), this.#slices);
      this.#tallies[i]?.clear(0);
      const span = { spool: this.#spool, marks: this.#marks, upTo: this.#marks.counted + 1 };
      const marks = await writeBatch(span, batch, { counts: true, cuts }, this.#slices);
      if (!marks) throw new Error("another has counted it");
      this.#marks = marks;
      await noteUses(batch, 0, this.#slices, cuts);
    }
  }
}

function codeOf(refused: NonNullable<Stream["refused"]>): Verified["code"] {
  let left = random();
  for (const [code, share] of refused) {
    left -= share;
    if (left < 0) return code;
  }
  return "VALID";
}
