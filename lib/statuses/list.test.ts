import { generateKeyPairSync } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { inflateSync } from "node:zlib";
import { jwtVerify } from "jose";
import { expect, test } from "vitest";
import { newId } from "@/lib/ids";
import { compressedList, signedList } from "./list";
import { listSize } from "./place";
import type { PublishedStatus } from "./published";
import type { Place } from "./read";

const place = (index: number, status: PublishedStatus, list = 1): Place => ({
  keyId: newId("key"),
  status,
  list,
  index,
  applicationId: newId("app"),
  ownerId: null,
  expiresAt: 0,
  retiresAt: null,
});

/** As who only knows the specification reads it. */
function valueAt(lst: string, index: number): number {
  const bytes = inflateSync(Buffer.from(lst, "base64url"));
  return ((bytes[Math.floor(index / 4)] ?? 0) >> ((index % 4) * 2)) & 3;
}

test("each token has its two bits, and no other's", async () => {
  const places = [
    place(0, "revoked"),
    place(1, "suspended"),
    place(3, "revoked"),
    place(7, "valid"),
    place(9, "suspended", 2),
    place(listSize - 1, "suspended"),
  ];
  const lst = await compressedList(places, 1);
  const found = [0, 1, 2, 3, 4, 7, 9, listSize - 1].map((index) => valueAt(lst, index));
  expect(found).toEqual([1, 2, 0, 1, 0, 0, 0, 2]);
  expect(inflateSync(Buffer.from(lst, "base64url"))).toHaveLength(listSize / 4);
  expect(Buffer.from(lst, "base64url")[0]).toBe(0x78);
});

test("a list of a million of which 1 % are revoked is small, and quick to make", async () => {
  const random = mulberry(7);
  const revoked = new Set<number>();
  while (revoked.size < 10_000) revoked.add(Math.floor(random() * 1_000_000));
  const places = [...revoked].map((index) => place(index, "revoked"));
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const id = newId("sgk");
  await compressedList([], 1);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const began = performance.now();
  const lst = await compressedList(places, 1);
  const uri = "https://gate.example/o/acme/status-lists/1";
  const token = await signedList(lst, uri, { id, privateKey });
  const ms = performance.now() - began;
  loop.disable();
  console.log(
    `status list of 10^6, 1 % revoked: ${token.length} B as a token (lst ${lst.length} B), made in ${ms.toFixed(0)} ms, loop held ≤ ${(loop.max / 1e6).toFixed(0)} ms`,
  );
  expect(token.length).toBeLessThanOrEqual(30 * 1024);
  const { payload, protectedHeader } = await jwtVerify(token, publicKey);
  expect(protectedHeader).toEqual({ alg: "ES256", typ: "statuslist+jwt", kid: id });
  const { iat = 0 } = payload;
  expect(payload).toEqual({
    sub: uri,
    iat,
    exp: iat + 3600,
    ttl: 30,
    status_list: { bits: 2, lst },
  });
});

function mulberry(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
