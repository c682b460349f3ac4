import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import type { Change } from "@/db/feed";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { transactOutside } from "@/db/transact";
import type { TokenActor } from "@/lib/access/actor";
import { deactivateApplication } from "@/lib/applications/set-status";
import { type OrganizationId, toUuid } from "@/lib/ids";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, quarantineKey } from "@/lib/keys/set-status";
import { removeMember } from "@/lib/members/remove";
import { withdrawSigningKey } from "@/lib/signing/withdraw";
import { mintJwtWorld, signersOf } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { announce } from "./announce";
import type { Read, SignersEntry } from "./entries";
import { GateMemory } from "./memory";
import type { RememberedToken } from "./remembered-token";
import { transactSettled } from "./settle";
import { testGates } from "./testing/gate";
import { hammer } from "./testing/hammer";

const { superuserUrl } = testDatabase();
type World = Awaited<ReturnType<typeof mintJwtWorld>>;
type Minted = Awaited<ReturnType<World["mint"]>>;
let world: World;
let actor: TokenActor;
const startGate = testGates(() => actor);
const reading = { api: "orders", permissions: ["orders:read"] };

beforeAll(async () => {
  await enter();
});

async function enter() {
  world = await mintJwtWorld();
  ({ actor } = await mintToken(world.organization, ["keys.verify"]));
}

/** For a verb that names no moment: it holds once the verb has answered. */
async function answered(verb: Promise<unknown>) {
  await verb;
  return new Date().toISOString();
}

type CutOff = (minted: Minted) => Promise<string>;
const boss = () => world.organization.owner;
const note = { note: "Seen where nobody works." };

const cutOffs: [string, CutOff][] = [
  ["revoked", async ({ key }) => (await revokeKey(boss(), key.id, {})).effectiveAt],
  ["disabled", async ({ key }) => (await disableKey(boss(), key.id)).effectiveAt],
  ["quarantined", async ({ key }) => (await quarantineKey(boss(), key.id, note)).effectiveAt],
  ["narrowed", ({ key }) => answered(editKey(boss(), key.id, { permissions: [] }))],
  ["not granted any more", () => answered(world.grant([]))],
  [
    "of an inactive application",
    async () => (await deactivateApplication(boss(), world.applicationId)).effectiveAt,
  ],
  [
    "of a member who left",
    () =>
      answered(
        removeMember(boss(), world.organization.developer.id, {
          applicationsTo: boss().id,
          keys: "quarantine",
        }),
      ),
  ],
  ["signed by a key that is gone", ({ key }) => answered(removeSigner(key.id))],
  ["signed by a key that was withdrawn", async () => (await withdrawCurrent()).effectiveAt],
];

async function withdrawCurrent() {
  const { current } = await signersOf(world.organization);
  return withdrawSigningKey(boss(), current?.id, { reason: "It was stolen." });
}

async function removeSigner(keyId: Minted["key"]["id"]) {
  const org = toUuid("org", world.organization.id);
  await asSuperuser(
    superuserUrl,
    `delete from key_tokens where org_id = '${org}' and key_id = '${toUuid("key", keyId)}';
     delete from signing_keys where org_id = '${org}' and state = 'current'`,
  );
  await transactSettled(boss(), (tx) =>
    announce(tx, boss(), { kind: "signing-key", id: "sgk_x", revision: 2 }),
  );
}

async function lateOf(cutOff: CutOff, memory: () => GateMemory<RememberedToken>) {
  await enter();
  const minted = await world.mint();
  const gates = await Promise.all([1, 2, 3].map(() => startGate({ memory: memory() })));
  for (const gate of gates) expect(await gate.code(minted.token, reading)).toBe("VALID");
  const load = hammer(gates, minted.token, reading);
  await new Promise((done) => setTimeout(done, 50));
  const { asked, late } = await load.stop(await cutOff(minted));
  await Promise.all(gates.map((gate) => gate.stop()));
  return { asked, late };
}

test.each(cutOffs)(
  "a JWT key that is %s is accepted by no gate from then on",
  async (what, act) => {
    const { asked, late } = await lateOf(act, () => new GateMemory());
    console.log(`${what}: ${late} late of ${asked} verifications`);
    expect(asked).toBeGreaterThan(300);
    expect(late).toBe(0);
  },
);

/** Knows the keys of an organization for ever. */
class Credulous extends GateMemory<RememberedToken> {
  readonly #known = new Map<OrganizationId, SignersEntry>();
  override rememberSigners(id: OrganizationId, entry: SignersEntry) {
    this.#known.set(id, entry);
    super.rememberSigners(id, entry);
  }
  override signers(id: OrganizationId) {
    return super.signers(id) ?? this.#known.get(id);
  }
}

test("mutant: a gate that does not ask whether the signer of a known key is still one goes on", async () => {
  const late = await lateOf(
    ({ key }) => answered(removeSigner(key.id)),
    () => new Credulous(),
  );
  expect(late.late).toBeGreaterThan(0);
});

/** Applies what it hears but for changes of that kind. */
const deafTo = (kind: string) =>
  class extends GateMemory<RememberedToken> {
    override apply(change: Change) {
      if (change.kind !== kind) super.apply(change);
    }
  };

test.each([
  ["key", "revoked"],
  ["grants", "not granted any more"],
  ["signing-key", "signed by a key that is gone"],
])("mutant: a gate that does not hear of a change of kind %s goes on", async (kind, what) => {
  const [, act] = cutOffs.find(([name]) => name === what) ?? [];
  if (!act) throw new Error(`nothing is ${what}`);
  const Deaf = deafTo(kind);
  expect((await lateOf(act, () => new Deaf())).late).toBeGreaterThan(0);
});

const fills = 5;

/** Revokes a key while its first read is held up between the key and its grants. */
async function acceptedAfterFill(memory = new GateMemory<RememberedToken>()): Promise<number> {
  const gate = await startGate({ memory });
  let accepted = 0;
  for (let round = 0; round < fills; round++) {
    // Of an application that the gate knows it would not read the grants.
    await enter();
    const { key, token } = await world.mint();
    const release = await holdGrants();
    const filling = gate.code(token, reading).catch(() => null);
    const waiting = async () =>
      (await asSuperuser(superuserUrl, "select 1 from pg_locks where not granted")).length;
    await expect.poll(waiting, { interval: 2 }).toBeGreaterThan(0);
    await revokeKey(boss(), key.id, {});
    release();
    await filling;
    if ((await gate.code(token, reading).catch(() => null)) === "VALID") accepted++;
  }
  return accepted;
}

/** Nobody reads grants until it is released. */
function holdGrants(): Promise<() => void> {
  return new Promise((held) => {
    transactOutside(async (tx) => {
      await tx.execute(sql`lock table grants in access exclusive mode`);
      await new Promise<void>((release) => held(release));
    }).catch(() => {});
  });
}

test("a read under way while the key is revoked never brings its former state back", async () => {
  expect(await acceptedAfterFill()).toBe(0);
}, 30_000);

test("mutant: without the dirty mark it does", async () => {
  class Forgetful extends GateMemory<RememberedToken> {
    override begin(): Read {
      return { organizationId: null, dirty: false };
    }
  }
  expect(await acceptedAfterFill(new Forgetful())).toBeGreaterThan(0);
}, 30_000);
