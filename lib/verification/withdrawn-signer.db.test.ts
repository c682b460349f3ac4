import { beforeEach, expect, test } from "vitest";
import type { Change } from "@/db/feed";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import type { TokenActor } from "@/lib/access/actor";
import { newId, toUuid } from "@/lib/ids";
import { rotateSigningKey } from "@/lib/signing/rotate";
import { withdrawSigningKey } from "@/lib/signing/withdraw";
import { alterSigner, mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { GateMemory } from "./memory";
import type { RememberedToken } from "./remembered-token";
import { forger } from "./testing/forge";
import { testGates } from "./testing/gate";
import { hammer } from "./testing/hammer";
import { verify } from "./verify";

const { superuserUrl } = testDatabase();
const startGate = testGates(() => actor);
const reading = { api: "orders", permissions: ["orders:read"] };
const why = { reason: "It was stolen." };
let world: Awaited<ReturnType<typeof mintJwtWorld>>;
let actor: TokenActor;

beforeEach(async () => {
  world = await mintJwtWorld();
  ({ actor } = await mintToken(world.organization, ["keys.verify"]));
});

const boss = () => world.organization.owner;

async function currentId() {
  const { current } = await signersOf(world.organization);
  if (!current) throw new Error("there is no signing key");
  return current.id;
}

/** A token that nobody here signed: by whoever has the private part of the current key. */
async function steal() {
  const minted = await world.mint();
  const { says } = await forger(world.organization, minted.token);
  let count = 0;
  const forge = (change: object = {}) => says({ iat: ++count, ...change });
  return { ...minted, forge, forged: forge() };
}

class Memory extends GateMemory<RememberedToken> {}

/** Applies what it hears but for changes of those kinds. */
const deafTo = (...kinds: string[]) =>
  class extends Memory {
    override apply(change: Change) {
      if (!kinds.includes(change.kind)) super.apply(change);
    }
  };

async function lateOf(Heard: typeof Memory) {
  const { forged } = await steal();
  const gates = await Promise.all([1, 2, 3].map(() => startGate({ memory: new Heard() })));
  for (const gate of gates) expect(await gate.code(forged, reading)).toBe("VALID");
  const load = hammer(gates, forged, reading);
  await new Promise((done) => setTimeout(done, 50));
  const { effectiveAt } = await withdrawSigningKey(boss(), await currentId(), why);
  return load.stop(effectiveAt);
}

test("no gate accepts a forged token from then on, though it hears of no revoked key", async () => {
  const { asked, late } = await lateOf(deafTo("key"));
  console.log(`forged: ${late} late of ${asked} verifications`);
  expect(asked).toBeGreaterThan(300);
  expect(late).toBe(0);
});

test("mutant: a gate that hears of neither goes on accepting it", async () => {
  expect((await lateOf(deafTo("key", "signing-key"))).late).toBeGreaterThan(0);
});

/** What the gate says of each token, which the portal has to say as well. */
async function codesOf(gate: Awaited<ReturnType<typeof startGate>>, ...tokens: string[]) {
  const codes: string[] = [];
  for (const key of tokens) {
    const { code } = await verify(actor, { key, ...reading });
    expect(await gate.code(key, reading)).toBe(code);
    codes.push(code);
  }
  return codes;
}

test("all that it signed is malformed: known, never seen, or known to be of no key", async () => {
  const first = await world.mint();
  await alterSigner(world.organization, "next", { createdAt: new Date(0) });
  await rotateSigningKey(boss());
  const { token, forge, forged } = await steal();
  const ofNobody = forge({ jti: newId("key") });
  const gate = await startGate();
  const seen = [first.token, token, forged, ofNobody];
  for (let i = 0; i < 2; i++) {
    expect(await codesOf(gate, ...seen)).toEqual(["VALID", "VALID", "VALID", "NOT_FOUND"]);
  }
  const fresh = [forge(), forge({ jti: newId("key") })];
  await withdrawSigningKey(boss(), await currentId(), why);
  const { token: successor } = await world.mint();
  for (let i = 0; i < 2; i++) {
    const [old, ...withdrawn] = await codesOf(gate, ...seen, ...fresh);
    expect([old, ...new Set(withdrawn)]).toEqual(["VALID", "MALFORMED"]);
    expect(await codesOf(gate, successor)).toEqual(["VALID"]);
  }
});

test("mutant: a gate that forgets who signed for a missing key still says that it is missing", async () => {
  class Forgetful extends Memory {
    override rememberMissing(digest: string) {
      super.rememberMissing(digest);
    }
  }
  const gate = await startGate({ memory: new Forgetful() });
  const { forge } = await steal();
  const ofNobody = forge({ jti: newId("key") });
  expect(await gate.code(ofNobody, reading)).toBe("NOT_FOUND");
  await withdrawSigningKey(boss(), await currentId(), why);
  expect(await gate.code(ofNobody, reading)).toBe("NOT_FOUND");
});

test("a token whose signer is withdrawn between its signature and its key is not accepted", async () => {
  let now = () => {};
  class Late extends Memory {
    override begin() {
      now();
      return super.begin();
    }
  }
  const memory = new Late();
  const gate = await startGate({ memory });
  const { token, forged } = await steal();
  expect(await gate.code(token, reading)).toBe("VALID");
  const id = await currentId();
  const org = world.organization.id;
  await asSuperuser(
    superuserUrl,
    `update signing_keys set state = 'withdrawn', revision = 2
     where org_id = '${toUuid("org", org)}' and id = '${toUuid("sgk", id)}'`,
  );
  let reads = 0;
  now = () => {
    if (reads++ === 0) memory.apply({ org, kind: "signing-key", id, revision: 2 });
  };
  expect(await gate.code(forged, reading)).toBe("MALFORMED");
  expect(reads).toBe(2);
});
