import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Product } from "./product";

/** The environment of a product that runs on its own, whatever the machine's says. */
export function environmentOf({ portalUrl, gateUrl, dataDir }: Omit<Product, "setupUrl">) {
  return {
    ...process.env,
    DATABASE_OWNER_URL: "",
    DATABASE_URL: "",
    GATE_HOST: "",
    GATE_PORT: new URL(gateUrl).port,
    GATE_PUBLIC_URL: gateUrl,
    HOST: "",
    PORT: new URL(portalUrl).port,
    PORTCULLIS_DATA_DIR: dataDir,
    PORTCULLIS_SECRET: "",
    PUBLIC_URL: portalUrl,
    REDIS_URL: "",
    TRUSTED_PROXIES: "",
  };
}

/** Starts the built product as a person would, on free ports with an empty data directory. */
export async function runProduct(
  name: string,
): Promise<{ product: Product; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), "portcullis-e2e-"));
  const [port, gatePort] = await Promise.all([freePort(), freePort()]);
  const places = {
    portalUrl: `http://localhost:${port}`,
    gateUrl: `http://localhost:${gatePort}`,
    dataDir,
  };
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    env: environmentOf(places),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const ready = new Promise<boolean>((done) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (/^ready in/m.test(output)) done(true);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then(() => done(false));
  });
  if (!(await ready)) throw new Error(`The product did not start.\n${output}`);

  const setupUrl = /^Set up\s+(\S+)/m.exec(output)?.[1] ?? "";
  return {
    product: { ...places, setupUrl },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      mkdirSync("test-results", { recursive: true });
      writeFileSync(join("test-results", `${name}.log`), output);
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
