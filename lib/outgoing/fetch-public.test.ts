import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { failure } from "@/lib/testing/failure";
import { fetchPublic } from "./fetch-public";
import { isPublicAddress } from "./public-address";

const options = { accept: "text/plain", largest: 100_000, at: "url" };
const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function listening(listener: RequestListener, host = "127.0.0.1"): Promise<number> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, host, done));
  return (server.address() as AddressInfo).port;
}

/** As if the loopback of this machine were the public address of every name. */
const open = {
  resolve: async () => [{ address: "127.0.0.1", family: 4 }],
  isAllowed: (address: string) => address === "127.0.0.1",
  patienceMs: 4000,
};

/** The real rules, for a name that leads to the given addresses. */
const leadingTo = (...addresses: string[]) => ({
  resolve: async () =>
    addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
  isAllowed: isPublicAddress,
  patienceMs: 4000,
});

const words = async (work: Promise<unknown>) => {
  const { status, extra } = await failure(work);
  expect(status).toBe(422);
  expect(extra.errors?.[0]?.path).toBe("url");
  return extra.errors?.[0]?.message;
};

describe("what is fetched", () => {
  it("is a text, asked for without credentials", async () => {
    let asked = {};
    const port = await listening((request, response) => {
      asked = { ...request.headers, target: request.url };
      response.end("\ufeffopenapi: 3.1.0 – ü");
    });
    const url = `http://spec.example:${port}/a?b=c#d`;
    expect(await fetchPublic(url, options, open)).toBe("openapi: 3.1.0 – ü");
    expect(asked).toEqual({
      target: "/a?b=c",
      host: `spec.example:${port}`,
      connection: "close",
      accept: "text/plain",
      "accept-encoding": "gzip, deflate, br",
      "user-agent": "Portcullis",
    });
  });

  it.each([
    ["gzip", gzipSync("text")],
    ["br", brotliCompressSync("text")],
  ])("is unpacked: %s", async (encoding, body) => {
    const port = await listening((_, response) => {
      response.setHeader("content-encoding", encoding).end(body);
    });
    expect(await fetchPublic(`http://spec.example:${port}`, options, open)).toBe("text");
  });

  it("is found over three redirects, and no more", async () => {
    const port = await listening((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end("text");
      else response.writeHead(302, { location: `/${left - 1}` }).end();
    });
    expect(await fetchPublic(`http://spec.example:${port}/3`, options, open)).toBe("text");
    expect(await words(fetchPublic(`http://spec.example:${port}/4`, options, open))).toBe(
      "The server redirects too often.",
    );
  });
});

describe("what is not", () => {
  it.each([
    ["file:///etc/passwd", "Only https and http"],
    ["ftp://spec.example/", "Only https and http"],
    ["javascript:alert(1)", "Only https and http"],
    ["//spec.example", "Not an address"],
    ["spec", "Not an address"],
    ["https://me:secret@spec.example/", "user name and password"],
  ])("%s", async (url, told) => {
    expect(await words(fetchPublic(url, options, leadingTo("1.1.1.1")))).toContain(told);
  });

  it.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://0x7f000001/",
    "http://127.1/",
    "http://0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/",
    "http://１２７.0.0.1/",
  ])("%s, however the address is written", async (url) => {
    const told = await words(fetchPublic(url, options, leadingTo("1.1.1.1")));
    expect(told).toContain("has no public address");
  });

  it("what a name leads to inside, in the same words as a name that is unknown", async () => {
    const port = await listening((_, response) => void response.end("secret"));
    const url = `http://intranet.example:${port}/`;
    const unknown = {
      ...leadingTo(),
      resolve: () => Promise.reject(new Error("ENOTFOUND")),
    };
    const told = await words(fetchPublic(url, options, unknown));
    expect(told).toContain("intranet.example has no public address");
    for (const addresses of [["127.0.0.1"], ["::1"], ["1.1.1.1", "10.0.0.1"], []]) {
      expect(await words(fetchPublic(url, options, leadingTo(...addresses)))).toBe(told);
    }
    expect(await words(fetchPublic(`http://localhost:${port}/`, options))).toContain(
      "localhost has no public address",
    );
  });

  it("a name that leads elsewhere when it is asked again", async () => {
    let asked = 0;
    let reached = 0;
    const port = await listening((_, response) => {
      reached++;
      response.end("secret");
    });
    const rebinding = {
      ...open,
      resolve: async () => [{ address: asked++ === 0 ? "127.0.0.2" : "127.0.0.1", family: 4 }],
      isAllowed: (address: string) => address === "127.0.0.2",
    };
    const url = `http://rebinding.example:${port}/`;
    await words(fetchPublic(url, options, rebinding));
    expect([asked, reached]).toEqual([1, 0]);
    await words(fetchPublic(url, options, rebinding));
    expect([asked, reached]).toEqual([2, 0]);
  });

  it.each([
    "http://127.0.0.1:9/",
    "http://[::1]/",
    "http://inside.example/",
    "file:///etc/passwd",
    "http://u:p@spec.example/",
  ])("a redirect to %s", async (location) => {
    let reached = 0;
    const port = await listening((_, response) => {
      reached++;
      response.writeHead(301, { location }).end();
    });
    const world = {
      ...open,
      resolve: async (host: string) => [
        { address: host === "spec.example" ? "127.0.0.1" : "10.0.0.1", family: 4 },
      ],
      // The first address stands for a public one; its literal form is refused as ever.
      isAllowed: (address: string) => address === "127.0.0.1" && reached === 0,
    };
    const told = await words(fetchPublic(`http://spec.example:${port}/`, options, world));
    expect(told).toMatch(/no public address|Only https|user name/);
    expect(reached).toBe(1);
  });

  it("another answer than 200, or one in an unknown form", async () => {
    const port = await listening((request, response) => {
      if (request.url === "/404") response.writeHead(404).end("secret");
      else if (request.url === "/zstd") response.setHeader("content-encoding", "zstd").end("x");
      else if (request.url === "/latin") response.end(Buffer.from([0x66, 0xfc, 0x72]));
      else response.setHeader("content-encoding", "gzip").end("no gzip");
    });
    const ask = (path: string) =>
      words(fetchPublic(`http://s.example:${port}${path}`, options, open));
    expect(await ask("/404")).toBe("The server answered 404.");
    expect(await ask("/zstd")).toContain("packs its answer as zstd");
    expect(await ask("/latin")).toContain("not a text in UTF-8");
    expect(await ask("/gzip")).toContain("does not answer as it should");
  });

  it("an answer that is too large, packed or not, said so or not", async () => {
    let sent = 0;
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const port = await listening((request, response) => {
      if (request.url === "/said") response.setHeader("content-length", 100_001);
      if (request.url === "/bomb") response.setHeader("content-encoding", "gzip").end(bomb);
      else {
        const pour = () => {
          while (!response.destroyed && response.write("x".repeat(10_000))) sent += 10_000;
        };
        response.on("drain", pour);
        pour();
      }
    });
    for (const path of ["/said", "/unsaid", "/bomb"]) {
      const ask = fetchPublic(`http://spec.example:${port}${path}`, options, open);
      expect(await words(ask)).toMatch(/larger than/);
    }
    expect(sent).toBeLessThan(50_000_000);
  });

  it.each([
    ["head", false],
    ["body", true],
  ])("an answer whose %s never ends", async (_, headers) => {
    const port = await listening((request, response) => {
      let dripped = 0;
      if (headers) response.writeHead(200);
      const drip = setInterval(() => {
        if (headers) response.write("x");
        else request.socket.write(dripped++ === 0 ? "HTTP/1.1 200 OK\r\nX-Slow: " : "1");
      }, 20);
      request.socket.on("close", () => clearInterval(drip));
    });
    const start = performance.now();
    const slow = { ...open, patienceMs: 300 };
    expect(await words(fetchPublic(`http://s.example:${port}/`, options, slow))).toBe(
      "The server took longer than 0.3 seconds.",
    );
    expect(performance.now() - start).toBeLessThan(4000);
  });

  it("a name whose resolution never ends", async () => {
    const world = { ...open, patienceMs: 100, resolve: () => new Promise<never>(() => {}) };
    expect(await words(fetchPublic("https://s.example/", options, world))).toContain("took longer");
  });

  it("an answer that breaks off", async () => {
    const port = await listening((_, response) => {
      response.writeHead(200, { "content-length": "100" }).write("half");
      setTimeout(() => response.destroy(), 20);
    });
    expect(await words(fetchPublic(`http://s.example:${port}/`, options, open))).toMatch(
      /broke off|does not answer/,
    );
  });
});
