import { expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import type { KeyId } from "@/lib/ids";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintManyTokens } from "@/lib/testing/many-tokens";
import { type Place, passOf, readPlaces } from "./read";

const { superuserUrl } = testDatabase();

/** `STATUSES=full` reads a million. */
const full = process.env.STATUSES === "full";
const count = full ? Number(process.env.COUNT ?? 1_000_000) : 40_000;
const revoked = count / 100;

/** As many of the one token that there is, of which one of a hundred is revoked. */
const copies = (count: number) => `
  set session_replication_role = replica;
  create temp table made as select gen_random_uuid() as id, n from generate_series(1, ${count - 1}) n;
  insert into keys (org_id, id, application_id, name, environment, kind, status, expires_at, created_by)
    select k.org_id, m.id, k.application_id, k.name, k.environment, k.kind,
      case when m.n % 100 = 7 then 'revoked' else k.status end, k.expires_at, k.created_by
    from keys k, made m;
  insert into key_tokens select t.org_id, m.id, t.signing_key_id, t.issuer, t.audience_ids,
      t.audiences, t.scope, 1 + m.n / 1048576, m.n % 1048576, t.expires_at
    from key_tokens t, made m;
  analyze keys, key_tokens`;

/** By the processor's time: others that want the processor are no business of this test. */
function watchLoop() {
  const spent = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  const began = spent();
  let last = began;
  let held = 0;
  const timer = setInterval(() => {
    held = Math.max(held, spent() - last);
    last = spent();
  }, 1);
  return {
    stop() {
      clearInterval(timer);
      return { held, used: spent() - began };
    },
  };
}

test("the statuses of many tokens are read page by page, no key by itself, and the loop goes on", async () => {
  const { organization, applicationId, grant } = await mintJwtWorld();
  await mintManyTokens(organization, applicationId, 1);
  await asSuperuser(superuserUrl, copies(count));
  console.log(`${count} tokens made`);
  async function read(scope: Parameters<typeof readPlaces>[2]) {
    global.gc?.();
    const before = process.memoryUsage();
    const found = new Map<KeyId, Place>();
    let transactions = 0;
    const pass: ReturnType<typeof passOf> = (work) => {
      transactions++;
      return passOf(organization.id)(work);
    };
    const loop = watchLoop();
    const began = performance.now();
    for await (const places of readPlaces(pass, organization.id, scope)) {
      for (const place of places) found.set(place.keyId, place);
    }
    const ms = performance.now() - began;
    const { held, used } = loop.stop();
    const mib = (process.memoryUsage().heapUsed - before.heapUsed) / 2 ** 20;
    console.log(
      `${scope.of}: ${found.size} of ${count} tokens in ${ms.toFixed(0)} ms, ${transactions} transactions, ${used.toFixed(0)} ms of this processor, heap + ${mib.toFixed(0)} MiB, loop held ≤ ${held.toFixed(0)} ms`,
    );
    return { found, held, ms };
  }

  const all = await read({ of: "all" });
  expect(all.found.size).toBe(revoked);
  expect([...all.found.values()].every(({ status }) => status === "revoked")).toBe(true);
  const some = [...all.found.keys()].slice(0, 1000);
  const few = await read({ of: "keys", ids: some });
  expect([...few.found.keys()].sort()).toEqual(some.sort());
  await grant([]);
  const worst = await read({ of: "application", id: applicationId });
  expect(worst.found.size).toBe(count);
  for (const { held } of [all, few]) expect(held).toBeLessThan(100);
  // The collector takes its share of what this test itself keeps.
  expect(worst.held).toBeLessThan(250);
}, 900_000);
