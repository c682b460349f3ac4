import { once } from "node:events";
import { startProxy } from "@/e2e/drill/proxy";
import { createApplication } from "@/lib/applications/create";
import { replaceGrants } from "@/lib/grants/replace";
import type { KeyId } from "@/lib/ids";
import { createKey } from "@/lib/keys/create";
import { revokeKey } from "@/lib/keys/revoke";
import { mintApi } from "@/lib/testing/catalog";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { startProgram, startTarget } from "./processes";
import type { Offline } from "./sdk-offline";
import type { SwarmAnswer, SwarmOrder } from "./sdk-swarm";

export type SdkFigures = Offline & {
  /** Milliseconds from the revoke answer until all verifiers said REVOKED; 0 for before it. */
  revocations: { count: number; verifiers: number; p50: number; p99: number; most: number };
  /** How often a key was accepted later than a second after the answer to its revocation, ever. */
  late: number;
  /**
   * Of keys revoked after the stream was cut: how many milliseconds after the cut the last of them
   * was accepted, and for how long that may be.
   */
  cut: { keys: number; lastMs: number; maxStaleness: number };
};

const now = () => Number(process.hrtime.bigint()) / 1e6;

/** What the SDK does offline, and how soon revocations reach it. */
export async function measureSdk({
  short,
  dataDir,
}: {
  short: boolean;
  dataDir: string;
}): Promise<SdkFigures> {
  const offline = await measureOffline(short);
  const gate = await startTarget("gate", "bench-gate.js", dataDir, true);
  const url = `http://127.0.0.1:${gate.port}`;
  try {
    const { mint, revoke, token } = await makeWorld();
    // Before the verifiers connect, so that each knows the organization's first signing key.
    const first = await mint();
    const swarms = await Promise.all(
      [1, 2, 3, 4].map(() =>
        openSwarm({ kind: "open", gate: url, token, count: 5, maxStaleness: 30_000 }),
      ),
    );
    const count = short ? 30 : 1_000;
    const told: Refused[][] = [];
    const waits: number[] = [];
    for (let n = 0; n < count; n += 1) {
      const key = n === 0 ? first : await mint();
      await Promise.all(swarms.map((swarm) => swarm.watch(key)));
      const answered = await revoke(key.id);
      told.push([]);
      const refused = swarms.map((swarm) => swarm.revoked(key.id, answered, 10_000));
      waits.push(answered);
      void Promise.all(refused).then((all) => told[n]?.push(...all));
      if (n % 50 === 49) await Promise.all(refused);
    }
    while (told.some((all) => all.length < swarms.length))
      await new Promise((resolve) => setTimeout(resolve, 50));
    const delays = told.map((all, n) =>
      Math.max(
        0,
        ...all.map(({ refusedAt }) => (refusedAt ?? Number.POSITIVE_INFINITY) - (waits[n] ?? 0)),
      ),
    );
    const lates = await Promise.all(swarms.map((swarm) => swarm.stop()));
    const late = lates.reduce((sum, one) => sum + one, 0);
    const cut = await measureCut({ url, token, mint, revoke }, short ? 2 : 10);
    const sorted = delays.toSorted((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
    const most = sorted.at(-1) ?? Number.NaN;
    return {
      ...offline,
      revocations: { count, verifiers: 20, p50: at(0.5), p99: at(0.99), most },
      late,
      cut,
    };
  } finally {
    await gate.stop();
  }
}

async function measureOffline(short: boolean): Promise<Offline> {
  const child = startProgram(1, "bench-sdk-offline.js", { BENCH_SHORT: short ? "1" : "" });
  const [figures] = (await once(child, "message")) as [Offline];
  return figures;
}

type World = Awaited<ReturnType<typeof makeWorld>>;

async function makeWorld() {
  const organization = await mintOrganization();
  const { owner } = organization;
  await mintApi(organization);
  const application = { name: "CRM", baseUrl: "https://crm.example" };
  const { id: applicationId } = await createApplication(owner, application);
  const grants = [{ api: "orders", permission: "orders:read" }];
  await replaceGrants(owner, applicationId, { grants });
  const { serviceToken } = await mintToken(organization, ["keys.verify"]);
  const expiresAt = new Date(Date.now() + 30 * 86_400_000).toISOString();
  const wish = { name: "ci", environment: "production", kind: "jwt", expiresAt };
  return {
    token: serviceToken,
    async mint() {
      const created = await createKey(owner, applicationId, wish);
      if (!("token" in created)) throw new Error("no token");
      return { id: created.key.id, token: created.token };
    },
    /** Resolves to when the revocation was answered. */
    async revoke(id: KeyId) {
      await revokeKey(owner, id, {});
      return now();
    },
  };
}

type Refused = SwarmAnswer & { kind: "refused" };

async function openSwarm(order: SwarmOrder & { kind: "open" }) {
  const child = startProgram(1, "bench-sdk-swarm.js", {});
  type Waiting = { resolve(told: SwarmAnswer): void; reject(error: Error): void };
  const awaited = new Map<string, Waiting>();
  const told = (name: string) =>
    new Promise<SwarmAnswer>((resolve, reject) => awaited.set(name, { resolve, reject }));
  const fail = (words: string) => {
    for (const { reject } of awaited.values()) reject(new Error(words));
  };
  child.once("exit", () => fail("a swarm ended"));
  child.on("message", (answer: SwarmAnswer) => {
    if (answer.kind === "failed") {
      fail(answer.words);
      return;
    }
    const name = `${answer.kind} ${"id" in answer ? answer.id : ""}`;
    awaited.get(name)?.resolve(answer);
    awaited.delete(name);
  });
  const ask = (order: SwarmOrder) => child.send(order);
  const opened = told("opened ");
  ask(order);
  await opened;
  return {
    /** Resolves once each verifier has accepted it offline. */
    async watch({ id, token }: { id: string; token: string }) {
      const watching = told(`watching ${id}`);
      ask({ kind: "watch", id, token });
      await watching;
    },
    /** Resolves to what became of it once all say that it is revoked, or after so long. */
    async revoked(id: string, at: number, waitMs: number): Promise<Refused> {
      const refused = told(`refused ${id}`);
      ask({ kind: "revoked", id, at, waitMs });
      return (await refused) as Refused;
    },
    /** Resolves to how often one was accepted too late. */
    async stop(): Promise<number> {
      const ended = told("ended ");
      ask({ kind: "end" });
      const { late } = (await ended) as SwarmAnswer & { kind: "ended" };
      child.disconnect();
      return late;
    },
  };
}

/** Nothing passes any more, and nobody is told; then keys are revoked. */
async function measureCut(
  { url, token, mint, revoke }: Pick<World, "token" | "mint" | "revoke"> & { url: string },
  keys: number,
): Promise<SdkFigures["cut"]> {
  const maxStaleness = 12_000;
  const proxy = await startProxy(url);
  const gate = proxy.through(url);
  const swarm = await openSwarm({ kind: "open", gate, token, count: 5, maxStaleness });
  const minted = await Promise.all(Array.from({ length: keys }, mint));
  await Promise.all(minted.map((key) => swarm.watch(key)));
  const cutAt = now();
  proxy.stall();
  const refused = await Promise.all(
    minted.map(async ({ id }) => swarm.revoked(id, await revoke(id), maxStaleness + 2_000)),
  );
  await swarm.stop();
  await proxy.close();
  const lastMs = Math.max(...refused.map(({ acceptedAt }) => acceptedAt - cutAt));
  return { keys, lastMs, maxStaleness };
}

/** Throws where a figure isn't what is promised; in the short form, beside other work, far from it. */
export function expectSdkSound({ seen, first, revocations, late, cut }: SdkFigures): void {
  const [half, slowest] = revocations.count < 100 ? [250, 1_500] : [50, 250];
  const words = [
    seen.ratio >= 0.5 || `a token seen before is verified at ${seen.ratio.toFixed(2)} of a look-up`,
    first.ratio >= 0.8 || `a new token is verified at ${first.ratio.toFixed(2)} of bare ES256`,
    revocations.p50 <= half || `half of the revocations took ${revocations.p50.toFixed(0)} ms`,
    revocations.p99 <= slowest || `of 100 revocations one took ${revocations.p99.toFixed(0)} ms`,
    late === 0 || `${late} times a revoked key was accepted after a second`,
    cut.lastMs > 0 || "no key was accepted after the cut: nothing was measured",
    cut.lastMs <= cut.maxStaleness || `after the cut a key was accepted for ${cut.lastMs} ms`,
  ].filter((word) => word !== true);
  if (words.length > 0) throw new Error(`The SDK: ${words.join("; ")}.`);
}

/** What was measured, as Markdown. */
export function reportSdk({ seen, first, revocations, late, cut }: SdkFigures): string {
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return `
## The SDK

Offline, medians of interleaved rounds in one process: a token that was seen before against a bare
SHA-256 of it and a look-up among a million; one that is new against jose's bare \`compactVerify\`.
Revocations: from the answer to the call until the last of all connected verifiers, in four processes,
says that the key is revoked; each asks every millisecond, and again and again until the end.
The cut: what passes between gate and verifiers is held back, then keys are revoked; the last moment
at which one of them was still accepted.

| | SDK | bare | ratio |
|---|---|---|---|
| token seen before | ${seen.ns.toFixed(0)} ns | ${seen.bareNs.toFixed(0)} ns | ${seen.ratio.toFixed(2)} |
| new token | ${first.us.toFixed(0)} µs | ${first.bareUs.toFixed(0)} µs | ${first.ratio.toFixed(2)} |

| | |
|---|---|
| ${revocations.count} revocations, ${revocations.verifiers} verifiers | p50 ${ms(revocations.p50)}, p99 ${ms(revocations.p99)}, most ${ms(revocations.most)} |
| accepted later than 1 s after the answer | ${late} |
| stream cut, ${cut.keys} keys revoked | last accepted ${(cut.lastMs / 1000).toFixed(2)} s after the cut, of ${cut.maxStaleness / 1000} s allowed |
`;
}
