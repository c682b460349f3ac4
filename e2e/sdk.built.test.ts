import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { testDatabase } from "@/db/testing/database";
import { revokeKey } from "@/lib/keys/revoke";
import { mintJwtWorld } from "@/lib/testing/jwt";
import { mintToken } from "@/lib/testing/organization";
import { type Servers, startServers } from "./access/servers";
import { startGate } from "./foreign/processes";
import { freePort } from "./run-product";

testDatabase();

let servers: Servers;
let world: Awaited<ReturnType<typeof mintJwtWorld>>;
let verifierToken: string;
let managerToken: string;
/** A project that has installed what would be published, and nothing of this one. */
let project: string;

beforeAll(async () => {
  project = mkdtempSync(join(tmpdir(), "portcullis-sdk-"));
  // What scripts have to say stands before what was asked for.
  const packed = (folder: string, ...options: string[]) =>
    JSON.parse(
      /^\[\s[\s\S]*/m.exec(
        npm(["pack", "--json", "--pack-destination", project, ...options], folder),
      )?.[0] ?? "",
    ) as [{ filename: string; files: { path: string }[] }];
  const [sdk] = packed("sdk");
  const [jose] = packed("node_modules/jose", "--ignore-scripts");
  published = sdk.files.map(({ path }) => path);
  writeFileSync(join(project, "package.json"), '{ "name": "empty", "type": "module" }');
  npm(["install", "--offline", `./${jose.filename}`, `./${sdk.filename}`], project);
  // What the programs use beside it.
  mkdirSync(join(project, "node_modules", "@types"));
  for (const name of ["express", "hono", "next", "react", "react-dom", "@types/node"])
    symlinkSync(resolve("node_modules", name), join(project, "node_modules", name));

  world = await mintJwtWorld();
  const scopes = ["applications.write", "grants.write", "keys.read", "keys.write"] as const;
  verifierToken = (await mintToken(world.organization, ["keys.verify"])).serviceToken;
  managerToken = (await mintToken(world.organization, scopes)).serviceToken;
  servers = await startServers();
}, 120_000);

afterEach(() => {
  for (const child of running) child.kill("SIGKILL");
});
afterAll(async () => {
  await servers?.stop();
  rmSync(project, { recursive: true, force: true });
});

let published: string[];
const running = new Set<ChildProcess>();

const npm = (args: string[], cwd: string) =>
  execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
  });

/** The programs of the README by their headings. */
const programs = new Map(
  [
    ...readFileSync("sdk/README.md", "utf8").matchAll(
      /^## (.+)\n(?:(?!## )[\s\S]*?)^```js\n([\s\S]*?)^```/gm,
    ),
  ].map(([, heading = "", code = ""]) => [heading, code]),
);

async function mint() {
  const created = await world.mint();
  if (!("token" in created)) throw new Error("no token");
  return { id: created.key.id, token: created.token };
}

/** Starts a program in the empty project; resolves to what it says as it says it. */
function run(code: string, env: Record<string, string> = {}) {
  const folder = mkdtempSync(join(project, "program-"));
  const file = join(folder, "program.mjs");
  writeFileSync(file, code);
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: {
      ...process.env,
      PORTCULLIS_GATE: servers.gate,
      PORTCULLIS_PORTAL: servers.portal,
      PORTCULLIS_TOKEN: verifierToken,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  const ended = once(child, "close").then(([code]) => {
    running.delete(child);
    return Number(code);
  });
  return { child, ended, output: () => output };
}

/** A program that serves `fetch` requests of what `from` exports, as its runtime would. */
const served = (code: string, handler: string) => `
import { createServer } from "node:http";
${code}
createServer(async ({ method, url, headers }, response) => {
  const answer = await (${handler})(new Request("http://localhost" + url, { method, headers }));
  response.writeHead(answer.status, Object.fromEntries(answer.headers));
  response.end(await answer.text());
}).listen(process.env.PORT);`;

/** An address where the program answers. */
async function serving(code: string, env: Record<string, string> = {}) {
  const port = await freePort();
  const program = run(code, { PORT: String(port), ...env });
  const url = `http://127.0.0.1:${port}`;
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(50)) {
    if (program.child.exitCode !== null) break;
    if (
      await fetch(url).then(
        ({ status }) => status > 0,
        () => false,
      )
    )
      return { ...program, url };
  }
  throw new Error(`The program doesn't serve.\n${program.output()}`);
}

test("what is published is the code, its types, and what tells of it", () => {
  const names = published.map((path) => path.replace(/^dist\/[\w-]+\.(js|d\.ts)$/, "dist/*.$1"));
  expect([...new Set(names)].sort()).toEqual([
    "LICENSE",
    "README.md",
    "dist/*.d.ts",
    "dist/*.js",
    "package.json",
  ]);
  for (const entry of ["index", "fetch", "express", "hono", "next"])
    expect(published).toEqual(expect.arrayContaining([`dist/${entry}.js`, `dist/${entry}.d.ts`]));
  for (const path of published.filter((path) => path.endsWith(".js")))
    expect(readFileSync(join("sdk", path), "utf8")).not.toMatch(/["']node:|\brequire\(|@\//);
});

const tsc = (file: string, options: string[]) =>
  execFileSync(
    process.execPath,
    [resolve("node_modules/typescript/bin/tsc"), "--strict", ...options, file],
    { cwd: project, stdio: "pipe", encoding: "utf8" },
  );

test("a bundler's project without a browser checks all of its types", () => {
  const file = join(project, "bundled.ts");
  writeFileSync(
    file,
    `import { createClient, createVerifier, type Verdict } from "@portcullis/sdk";
import { guard as express } from "@portcullis/sdk/express";
import { guard } from "@portcullis/sdk/fetch";
import { sharedVerifier } from "@portcullis/sdk/next";
const options = { gate: process.env.PORTCULLIS_GATE, token: process.env.PORTCULLIS_TOKEN, api: "orders" };
const verifier = createVerifier({ ...options, fetch });
export const verdict: Promise<Verdict> = verifier.verify(new Request("https://a.test"));
export const handler = guard(sharedVerifier(options), ({ portcullis }) => Response.json(portcullis.permissions));
express(verifier);
createClient({ portal: "https://a.test", token: "t" });
// @ts-expect-error it takes no number
verifier.verify(7);
`,
  );
  const options = ["--target", "es2023", "--module", "esnext", "--moduleResolution", "bundler"];
  tsc(file, [...options, "--lib", "es2023", "--types", "node", "--noEmit"]);
});

test("a build may load what it guards without address and token", async () => {
  for (const heading of ["Express", "Hono", "A `fetch` handler", "Next"]) {
    const code = (programs.get(heading) ?? "").replace(/^app\.listen.*$/m, "");
    const { ended, output } = run(code, { PORTCULLIS_GATE: "", PORTCULLIS_TOKEN: "" });
    expect([heading, await ended, output()]).toEqual([heading, 0, ""]);
  }
});

test("Next builds a guarded route without address and token", () => {
  const folder = join(project, "next");
  const files = {
    "package.json": '{ "name": "next-app", "private": true, "type": "module" }',
    "app/layout.js": "export default ({ children }) => <html><body>{children}</body></html>;",
    "app/orders/route.js": programs.get("Next") ?? "",
  };
  mkdirSync(join(folder, "app", "orders"), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const next = resolve("node_modules/next/dist/bin/next");
  const output = execFileSync(process.execPath, [next, "build", "--webpack"], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", PORTCULLIS_GATE: "", PORTCULLIS_TOKEN: "" },
    encoding: "utf8",
  });
  expect(output).toContain("/orders");
});

test("an empty project checks its types and runs it", async () => {
  const file = join(project, "typed.mts");
  writeFileSync(
    file,
    `import { createVerifier, type Verdict, createClient } from "@portcullis/sdk";
import { guard as express } from "@portcullis/sdk/express";
import { guard as fetcher } from "@portcullis/sdk/fetch";
import { guard as hono } from "@portcullis/sdk/hono";
import { guard as next, sharedVerifier } from "@portcullis/sdk/next";
import { Hono } from "hono";
const verifier = createVerifier({ gate: "http://127.0.0.1:9", token: "t", api: "orders", stream: false });
const verdict: Verdict = await verifier.verify("x");
const code: string = verdict.valid ? verdict.keyId : verdict.code;
new Hono().get("/", hono(verifier), (c) => c.text(c.get("portcullis").keyId));
next(sharedVerifier({ gate: "http://127.0.0.1:9", token: "t", api: "orders", stream: false }), ({ portcullis }, context: { params: Promise<object> }) => Response.json([portcullis.permissions, context]));
console.log(code, typeof express, typeof fetcher, typeof createClient);
// @ts-expect-error a verdict that isn't valid tells no permissions
verdict.permissions;
`,
  );
  tsc(file, ["--target", "es2023", "--module", "nodenext", "--skipLibCheck"]);
  const program = run(readFileSync(join(project, "typed.mjs"), "utf8"));
  expect(await program.ended).toBe(0);
  expect(program.output()).toBe("MALFORMED function function function\n");
});

describe("the README", () => {
  test("has no program that isn't run here", () => {
    const all = readFileSync("sdk/README.md", "utf8").match(/^```(?!sh)\w+$/gm);
    expect(all).toHaveLength(programs.size);
    expect([...programs.keys()]).toEqual([
      "Verify a key",
      "Express",
      "Hono",
      "A `fetch` handler",
      "Next",
      "Manage applications and keys",
    ]);
  });

  const program = (heading: string) => programs.get(heading) ?? "";
  test.each([
    ["Verify a key", () => program("Verify a key")],
    ["Express", () => program("Express")],
    ["Hono", () => served(program("Hono").replace("export default app", ""), "app.fetch")],
    [
      "A `fetch` handler",
      () =>
        served(program("A `fetch` handler").replace("export default", "const it ="), "it.fetch"),
    ],
    ["Next", () => served(program("Next"), "GET")],
  ])("%s", async (heading, code) => {
    const { token, id } = await mint();
    const { url, output } = await serving(code());
    const ask = (key?: string) =>
      fetch(`${url}/orders`, { headers: key === undefined ? {} : { "x-api-key": key } });
    const answer = await ask(token);
    expect(`${answer.status} ${await answer.text()} ${output()}`).toContain(world.applicationId);
    expect(answer.status).toBe(200);
    const refused = heading === "Verify a key" ? 403 : 401;
    expect((await ask()).status).toBe(refused);
    expect((await ask("pcl_live_junk")).status).toBe(refused);
    await revokeKey(world.organization.owner, id, {});
    for (const until = Date.now() + 1_000; (await ask(token)).status === 200; await sleep(5))
      expect(Date.now()).toBeLessThan(until);
    expect((await ask(token)).status).toBe(refused);
  });

  test("Manage applications and keys", async () => {
    const code = program("Manage applications and keys");
    const first = run(code, { PORTCULLIS_TOKEN: managerToken });
    expect([await first.ended, first.output()]).toEqual([0, expect.stringMatching(/^key_\w+ eyJ/)]);
    expect(first.output()).toMatch(/^ci key_\w+$/m);
    const again = run(code, { PORTCULLIS_TOKEN: managerToken });
    expect([await again.ended, again.output()]).toEqual([
      0,
      expect.stringMatching(/^CONFLICT req_\w+\n$/),
    ]);
  });
});

/** Says in each line what it thinks of the key, without end, and when. */
const watcher = `
import { createVerifier } from "@portcullis/sdk";
const verifier = createVerifier({
  gate: process.env.PORTCULLIS_GATE,
  token: process.env.PORTCULLIS_TOKEN,
  api: "orders",
  deadline: 500,
  maxStaleness: 12_000,
});
await verifier.ready();
let before = "";
for (;;) {
  const { code, offline } = await verifier.verify(process.env.KEY);
  const line = code + (offline ? " offline " : " online ") + verifier.state.name;
  if (line !== before) console.log(line);
  before = line;
  await new Promise((resolve) => setTimeout(resolve, 1));
}`;

const heard = async (program: ReturnType<typeof run>, line: RegExp, ms = 10_000) => {
  for (const until = Date.now() + ms; !line.test(program.output()); await sleep(5))
    if (Date.now() > until) throw new Error(`${line} is not in\n${program.output()}`);
};

test("a process that stood still accepts nothing that was revoked meanwhile", async () => {
  const { token, id } = await mint();
  const program = run(watcher, { KEY: token });
  await heard(program, /VALID offline live/);
  program.child.kill("SIGSTOP");
  await revokeKey(world.organization.owner, id, {});
  await sleep(13_000);
  const before = program.output();
  program.child.kill("SIGCONT");
  await heard(program, /REVOKED/);
  await sleep(500);
  const after = program.output().slice(before.length).trim().split("\n");
  expect(after.filter((line) => line.startsWith("VALID"))).toEqual([]);
});

test("a gate that is started again is followed again", async () => {
  const { token, id } = await mint();
  const port = await freePort();
  const gate = await startGate(port);
  const program = run(watcher, { KEY: token, PORTCULLIS_GATE: gate.url });
  await heard(program, /VALID offline live/);
  await gate.stop();
  await revokeKey(world.organization.owner, id, {});
  const again = await startGate(port);
  await heard(program, /REVOKED offline live/, 15_000);
  await again.stop();
  expect(program.output()).not.toMatch(/REVOKED[\s\S]*VALID/);
});
