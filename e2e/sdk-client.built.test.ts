import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { createClient } from "@portcullis/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { scopes } from "@/lib/access/rights";
import { mintOrganization, mintToken } from "@/lib/testing/organization";
import { type Servers, startServers } from "./access/servers";

testDatabase();

let servers: Servers;
let proxy: { url: string; cut(answers: number): void; cuts(): number; stop(): void };
let token: string;

beforeAll(async () => {
  const ours = await mintOrganization();
  token = (await mintToken(ours, scopes)).serviceToken;
  servers = await startServers();
  proxy = await cuttingProxy(servers.portal);
}, 60_000);

afterAll(async () => {
  proxy?.stop();
  await servers?.stop();
});

/** Stands before the portal and cuts the connection instead of passing on the next answers. */
async function cuttingProxy(portal: string) {
  let [left, done] = [0, 0];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(new URL(portal).port), "127.0.0.1");
    for (const one of [client, upstream]) {
      sockets.add(one);
      one.on("error", () => {});
      one.once("close", () => {
        sockets.delete(one);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream);
    upstream.on("data", (answer) => {
      if (left === 0) return void client.write(answer);
      left--;
      done++;
      client.destroy();
    });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut(answers: number) {
      [left, done] = [answers, 0];
    },
    cuts: () => done,
    stop() {
      server.close();
      for (const one of sockets) one.destroy();
    },
  };
}

test("what was done is not done again when its answer is lost", async () => {
  const client = createClient({ portal: proxy.url, token });
  proxy.cut(1);
  const wish = { name: "CRM System", baseUrl: "https://crm.example" };
  const { id, revision } = await client.applications.create(wish);
  expect(proxy.cuts()).toBe(1);
  expect(await client.applications.list()).toMatchObject({ total: 1 });

  proxy.cut(1);
  const made = client.keys.create(id, { name: "ci", environment: "production" });
  const lost = await made.then(
    () => null,
    (error) => error,
  );
  expect(lost).toMatchObject({ code: "SECRET_SHOWN", answer: { key: { name: "ci" } } });
  expect(proxy.cuts()).toBe(1);
  const { data } = await client.keys.list({ application: id });
  expect(data.map((key) => key.id)).toEqual([lost.answer.key.id]);

  proxy.cut(1);
  const edit = client.applications.edit(id, { description: "Sales" }, { revision });
  await expect(edit).rejects.toMatchObject({ code: "UNREACHABLE" });
  expect(await client.applications.get(id)).toMatchObject({ description: "Sales" });

  proxy.cut(1);
  await client.applications.delete(id);
  expect(await client.applications.list()).toMatchObject({ total: 0 });

  proxy.cut(2);
  await expect(client.applications.list()).rejects.toMatchObject({ code: "UNREACHABLE" });
  expect(proxy.cuts()).toBe(2);
});

test("nobody who answers is told from somebody who refuses", async () => {
  const nowhere = createClient({ portal: "http://127.0.0.1:9", token });
  const failed = nowhere.applications.list();
  await expect(failed).rejects.toMatchObject({ code: "UNREACHABLE", status: null });
  const wrong = createClient({ portal: servers.portal, token: `${token.slice(0, -1)}_` });
  await expect(wrong.applications.list()).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
    status: 401,
    requestId: expect.stringMatching(/^req_/),
  });
});
