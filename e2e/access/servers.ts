import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type Servers = { portal: string; gate: string; dataDir: string; stop(): Promise<void> };

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const end = Date.now() + 20_000;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`${url} ended with ${child.exitCode}`);
    const response = await fetch(`${url}/health/ready`).catch(() => null);
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${url} is not ready`);
}

/** The built portal and gate on the database of this test. */
export async function startServers(): Promise<Servers> {
  const [portalPort, gatePort] = [await freePort(), await freePort()];
  const portal = `http://127.0.0.1:${portalPort}`;
  const gate = `http://127.0.0.1:${gatePort}`;
  const dataDir = mkdtempSync(join(tmpdir(), "portcullis-servers-"));
  const start = (name: string) =>
    spawn(process.execPath, [`dist/${name}.js`], {
      env: {
        ...process.env,
        NODE_ENV: "production",
        LOG_LEVEL: "error",
        PORTCULLIS_DATA_DIR: dataDir,
        PORTCULLIS_PROCESS: name,
        PUBLIC_URL: portal,
        GATE_PUBLIC_URL: gate,
        PORT: String(portalPort),
        GATE_PORT: String(gatePort),
      },
      stdio: ["ignore", "inherit", "inherit"],
    });
  const children = [start("portal"), start("gate")] as const;
  await Promise.all([answers(portal, children[0]), answers(gate, children[1])]);
  return {
    portal,
    gate,
    dataDir,
    async stop() {
      await Promise.all(
        children.map((child) => {
          const gone = once(child, "exit");
          child.kill("SIGTERM");
          return gone;
        }),
      );
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
