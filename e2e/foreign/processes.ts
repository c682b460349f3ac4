import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "@/e2e/run-product";
import { ensureProgram, installPackages } from "@/scripts/packages.mjs";

export type Running = { url: string; stop(): Promise<void> };

const folder = () => mkdtempSync(join(tmpdir(), "portcullis-foreign-"));

async function start(
  command: string,
  args: string[],
  { url, path, dir, env }: { url: string; path: string; dir: string; env?: Record<string, string> },
): Promise<Running> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const stop = async () => {
    await end(child);
    rmSync(dir, { recursive: true, force: true });
  };
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
    if (child.exitCode !== null) break;
    const answer = await fetch(url + path).catch(() => null);
    if (answer && answer.status < 500) return { url, stop };
  }
  await stop();
  throw new Error(`${command} does not serve ${url}\n${output}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}

/** The built gate on the database of this test. */
export async function startGate(at?: number): Promise<Running> {
  const port = at ?? (await freePort());
  const [url, dir] = [`http://127.0.0.1:${port}`, folder()];
  const env = {
    GATE_HOST: "127.0.0.1",
    GATE_PORT: String(port),
    GATE_PUBLIC_URL: url,
    LOG_LEVEL: "error",
    NODE_ENV: "production",
    PORTCULLIS_DATA_DIR: dir,
    PORTCULLIS_PROCESS: "gate",
  };
  return start(process.execPath, ["dist/gate.js"], { url, path: "/health/ready", dir, env });
}

/** A service that tells what reached it. */
export async function startUpstream(): Promise<Running> {
  const server = createServer(({ method, url, headers }, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ method, url, headers }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Real nginx with `site` as its one file of conf.d, which listens where `listen 80` stands. */
export async function startNginx(site: string): Promise<Running> {
  const program = await ensureProgram("nginx");
  const [port, dir] = [await freePort(), folder()];
  mkdirSync(join(dir, "logs"));
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${dir}/${name};`,
  );
  writeFileSync(join(dir, "site.conf"), site.replace("listen 80;", `listen 127.0.0.1:${port};`));
  writeFileSync(
    join(dir, "nginx.conf"),
    `daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
pid ${dir}/pid;
error_log stderr;
worker_processes 2;
events {}
http {
  access_log off;
  ${temp.join("\n  ")}
  include ${dir}/site.conf;
}
`,
  );
  const args = ["-p", dir, "-c", join(dir, "nginx.conf"), "-e", "stderr"];
  return start(program, args, { url: `http://127.0.0.1:${port}`, path: "/", dir });
}

/** Real Caddy with that Caddyfile, which serves `url`. */
export async function startCaddy(url: string, caddyfile: string, token: string): Promise<Running> {
  const program = await ensureProgram("caddy");
  const dir = folder();
  const file = join(dir, "Caddyfile");
  writeFileSync(file, `{\n\tadmin off\n}\n\n${caddyfile}`);
  const env = { HOME: dir, XDG_CONFIG_HOME: dir, XDG_DATA_HOME: dir, PORTCULLIS_TOKEN: token };
  const args = ["run", "--adapter", "caddyfile", "--config", file];
  return start(program, args, { url, path: "/", dir, env });
}

/** A Python that has PyJWT; on Debian as root its own gets it where none has. */
export async function ensurePyJwt(): Promise<string> {
  const found = () =>
    ["python3", "/usr/bin/python3"].find((python) => {
      const { status } = spawnSync(python, ["-c", "import jwt, cryptography"]);
      return status === 0;
    });
  const python = found();
  if (python) return python;
  await installPackages("Installing PyJWT", ["python3", "python3-jwt", "python3-cryptography"]);
  const installed = found();
  if (installed) return installed;
  throw new Error("This test needs PyJWT: pip install pyjwt cryptography.");
}
