import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { asSuperuser } from "@/db/testing/superuser";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Servers, startServers } from "./access/servers";

const { superuserUrl } = testDatabase();
let servers: Servers;
let authorization: string;

beforeAll(async () => {
  const { serviceToken } = await mintToken(await mintOrganization(), ["keys.verify"]);
  authorization = `Bearer ${serviceToken}`;
  servers = await startServers();
});
afterAll(() => servers?.stop());

test.each(["gate", "portal"] as const)(
  "connections that are lost under load cost the %s a few answers and no more",
  async (name) => {
    const ask = async () => {
      const began = performance.now();
      const { status } = await fetch(`${servers[name]}/v1/keys/verify`, {
        method: "POST",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify({ key: "x" }),
      });
      return { status, late: performance.now() - began > 5_000 };
    };
    const answers: { status: number; late: boolean }[] = [];
    let loaded = true;
    const load = Array.from({ length: 12 }, async () => {
      while (loaded) answers.push(await ask());
    });
    for (let round = 0; round < 5; round++) {
      await new Promise((done) => setTimeout(done, 300));
      await asSuperuser(
        superuserUrl,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and application_name = 'portcullis-${name}'`,
      );
    }
    await new Promise((done) => setTimeout(done, 300));
    loaded = false;
    await Promise.all(load);
    expect(answers.filter(({ status }) => status !== 200 && status !== 503)).toEqual([]);
    expect(answers.filter(({ late }) => late)).toEqual([]);
    await new Promise((done) => setTimeout(done, 1000));
    const after = await Promise.all(Array.from({ length: 30 }, ask));
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]));
  },
);
