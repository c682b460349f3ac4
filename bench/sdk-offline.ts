import { hash } from "node:crypto";
import { createVerifier } from "@portcullis/sdk";
import { compactVerify, importJWK } from "jose";
import { fakeGate } from "@/sdk/src/testing/fake-gate";

/** What the verifier does offline, against the least that could be done: in nanoseconds, medians. */
export type Offline = {
  seen: { ns: number; bareNs: number; ratio: number };
  first: { us: number; bareUs: number; ratio: number };
};

const gate = await fakeGate();
const verifier = createVerifier({
  gate: "https://gate.test",
  token: "pcs_token",
  api: "orders",
  tokens: 20_000,
  fetch: gate.fetch as typeof fetch,
});
await verifier.ready();
// One heartbeat every five seconds, as a gate has it.
setInterval(() => gate.open.send("heartbeat", { at: Date.now() }), 5_000).unref();

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const token = (n: number) => gate.token({ jti: `key_${String(n).padStart(26, "0")}` });

/** Of as many characters, but another text: its hash was never computed, as that of a header's. */
const fresh = (text: string) => Buffer.from(text, "latin1").toString("latin1");

async function measureSeen(rounds: number): Promise<Offline["seen"]> {
  const tokens = await Promise.all(Array.from({ length: 1_000 }, (_, n) => token(n)));
  const known = new Map<string, number>();
  for (let n = 0; n < 1_000_000; n += 1) known.set(hash("sha256", `token ${n}`, "base64url"), n);
  for (const [n, text] of tokens.entries()) known.set(hash("sha256", text, "base64url"), n);
  for (const text of tokens) await verifier.verify(text);
  const own: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const texts = Array.from({ length: 10_000 }, (_, n) => fresh(tokens[n % 1_000] ?? ""));
    let count = 0;
    const began = performance.now();
    for (const text of texts) if (known.has(hash("sha256", text, "base64url"))) count += 1;
    const between = performance.now();
    for (const text of texts) if ((await verifier.verify(text)).valid) count += 1;
    const ended = performance.now();
    if (count !== 20_000) throw new Error(`only ${count} of 20000 were valid`);
    bare.push(((between - began) / texts.length) * 1e6);
    own.push(((ended - between) / texts.length) * 1e6);
  }
  const ratio = median(bare.map((ns, i) => ns / (own[i] ?? Number.NaN)));
  return { ns: median(own), bareNs: median(bare), ratio };
}

async function measureFirst(groups: number): Promise<Offline["first"]> {
  const jwk = gate.keys[0];
  if (!jwk) throw new Error("the gate has no key");
  const key = await importJWK(jwk, "ES256");
  const own: number[] = [];
  const bare: number[] = [];
  for (let group = 0; group < groups; group += 1) {
    const texts = await Promise.all(
      Array.from({ length: 100 }, (_, n) => token(2_000 + group * 100 + n)),
    );
    const measureBare = async () => {
      const began = performance.now();
      for (const text of texts) await compactVerify(text, key, { algorithms: ["ES256"] });
      bare.push(((performance.now() - began) / texts.length) * 1e3);
    };
    const measureOwn = async () => {
      const began = performance.now();
      for (const text of texts) if (!(await verifier.verify(text)).valid) throw new Error("no");
      own.push(((performance.now() - began) / texts.length) * 1e3);
    };
    for (const measure of group % 2 ? [measureBare, measureOwn] : [measureOwn, measureBare])
      await measure();
  }
  const ratio = median(bare.map((us, i) => us / (own[i] ?? Number.NaN)));
  return { us: median(own), bareUs: median(bare), ratio };
}

const short = process.env.BENCH_SHORT === "1";
const seen = await measureSeen(short ? 10 : 50);
const first = await measureFirst(short ? 10 : 60);
process.send?.({ seen, first } satisfies Offline);
if (!process.send) console.log({ seen, first });
verifier.close();
process.disconnect?.();
