import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "@redis/client";
import { ensureProgram } from "@/scripts/packages.mjs";

export type TestRedis = {
  url: string;
  /** Stops answering, without closing a connection, until it is let go on. */
  freeze(): void;
  goOn(): void;
  /** Forgets everything, scripts too. */
  forget(): Promise<void>;
  stop(): Promise<void>;
};

/** A Redis server of its own on a free port, which keeps nothing. */
export async function startRedis(): Promise<TestRedis> {
  const program = await ensureProgram("redis-server");
  const port = await freePort();
  const settings = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const child: ChildProcess = spawn(program, ["--port", String(port), ...settings], {
    stdio: "ignore",
  });
  const url = `redis://127.0.0.1:${port}`;
  const client = createClient({ url, socket: { reconnectStrategy: 50 } });
  client.on("error", () => {});
  await Promise.race([client.connect(), sleep(10_000).then(() => client.ping())]);
  return {
    url,
    freeze: () => void child.kill("SIGSTOP"),
    goOn: () => void child.kill("SIGCONT"),
    async forget() {
      await client.flushAll();
      await client.scriptFlush();
    },
    async stop() {
      client.destroy();
      child.kill("SIGCONT");
      child.kill("SIGKILL");
      await once(child, "exit");
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
