import { lookup } from "node:dns/promises";
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { Readable } from "node:stream";
import zlib from "node:zlib";
import { AppError, invalid } from "@/lib/errors";
import { isPublicAddress } from "./public-address";

const mostRedirects = 3;
const patienceMs = 10_000;
const decoder = new TextDecoder("utf-8", { fatal: true });

type Address = { address: string; family: number };

/** What only tests put in the place of the real thing. */
type World = {
  resolve: (host: string) => Promise<Address[]>;
  isAllowed: (address: string) => boolean;
  patienceMs: number;
};

type Options = {
  accept: string;
  /** In bytes, as they come and unpacked. */
  largest: number;
  /** The field that an error stands at. */
  at: string;
};

const realWorld: World = {
  resolve: (host) => lookup(host, { all: true, order: "ipv4first" }),
  isAllowed: isPublicAddress,
  patienceMs,
};

/**
 * The text at an address that somebody gave, fetched by a GET without credentials. Only public
 * addresses are asked: a name is resolved once, every address that it has must be public, and the
 * connection goes to these; each of at most 3 redirects likewise. Takes 10 seconds at most. Throws
 * 422 in words.
 */
export async function fetchPublic(
  address: string,
  options: Options,
  world: World = realWorld,
): Promise<string> {
  const give = new AbortController();
  const late = setTimeout(() => give.abort(), world.patienceMs);
  try {
    return await follow(address, options, world, give.signal);
  } catch (error) {
    if (error instanceof AppError) throw error;
    const words = give.signal.aborted
      ? `The server took longer than ${world.patienceMs / 1000} seconds.`
      : error instanceof Refusal
        ? error.message
        : "The server does not answer as it should.";
    throw invalid(options.at, words);
  } finally {
    clearTimeout(late);
    give.abort();
  }
}

class Refusal extends Error {}

async function follow(address: string, options: Options, world: World, signal: AbortSignal) {
  let url = parsed(address);
  for (let redirects = 0; ; redirects++) {
    const answer = await get(url, await addressesOf(url, world, signal), options, world, signal);
    const { statusCode = 0, headers } = answer;
    const isRedirect = [301, 302, 303, 307, 308].includes(statusCode) && headers.location;
    if (!isRedirect) {
      if (statusCode !== 200) throw new Refusal(`The server answered ${statusCode}.`);
      return await textOf(answer, options, signal);
    }
    answer.destroy();
    if (redirects === mostRedirects) throw new Refusal("The server redirects too often.");
    const next = parsed(headers.location ?? "", url);
    if (url.protocol === "https:" && next.protocol === "http:") {
      throw new Refusal("The server redirects from https to http.");
    }
    url = next;
  }
}

function parsed(address: string, base?: URL): URL {
  if (!URL.canParse(address, base)) {
    throw new Refusal("Not an address. Begin with https:// and a host.");
  }
  const url = new URL(address, base);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new Refusal("Only https and http addresses are fetched.");
  }
  if (url.username || url.password) {
    throw new Refusal("Leave out the user name and password: nothing is fetched with credentials.");
  }
  return url;
}

/** Throws the same words for a name that is unknown and one that leads inside. */
async function addressesOf({ hostname }: URL, world: World, signal: AbortSignal) {
  const host = hostname.replace(/^\[|\]$/g, "");
  const family = isIP(host);
  const addresses = family
    ? [{ address: host, family }]
    : await before(signal, world.resolve(host)).catch((error) => {
        if (signal.aborted) throw error;
        return [];
      });
  if (addresses.length > 0 && addresses.every(({ address }) => world.isAllowed(address))) {
    return addresses;
  }
  throw new Refusal(`${host} has no public address. Only what is public is fetched.`);
}

function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(new Error("late")), { once: true });
    work.then(resolve, reject);
  });
}

function get(
  url: URL,
  addresses: Address[],
  { accept }: Options,
  world: World,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { request, Agent } = url.protocol === "https:" ? https : http;
  const pinned: LookupFunction = (_host, { all }, done) => {
    const [first] = addresses;
    if (all) done(null, addresses);
    else done(null, first?.address ?? "", first?.family);
  };
  return new Promise((resolve, reject) => {
    const asked = request(url, {
      agent: new Agent({ keepAlive: false }),
      lookup: pinned,
      signal,
      headers: { accept, "accept-encoding": "gzip, deflate, br", "user-agent": "Portcullis" },
    });
    asked.on("socket", (socket) =>
      socket.on("connect", () => {
        const { remoteAddress = "" } = socket;
        if (!addresses.some(({ address }) => address === remoteAddress)) {
          if (!world.isAllowed(remoteAddress)) asked.destroy(new Refusal("Not a public address."));
        }
      }),
    );
    asked.on("response", resolve);
    asked.on("error", reject);
    asked.end();
  });
}

async function textOf(
  answer: IncomingMessage,
  { largest }: Options,
  signal: AbortSignal,
): Promise<string> {
  const tooLarge = new Refusal(`What is there is larger than ${largest / 1024 / 1024} MiB.`);
  if (Number(answer.headers["content-length"] ?? 0) > largest) throw tooLarge;
  const parts: Buffer[] = [];
  let size = 0;
  const body = unpacked(answer);
  signal.addEventListener("abort", () => body.destroy(new Error("late")), { once: true });
  for await (const part of body) {
    size += part.length;
    if (size > largest) throw tooLarge;
    parts.push(part);
  }
  if (!answer.complete) throw new Refusal("The server broke off its answer.");
  try {
    return decoder.decode(Buffer.concat(parts));
  } catch {
    throw new Refusal("What is there is not a text in UTF-8.");
  }
}

function unpacked(answer: IncomingMessage): Readable {
  const encoding = answer.headers["content-encoding"]?.trim().toLowerCase() ?? "identity";
  if (encoding === "identity") return answer;
  const make = {
    gzip: zlib.createGunzip,
    deflate: zlib.createInflate,
    br: zlib.createBrotliDecompress,
  };
  if (!isKnown(encoding, make)) throw new Refusal(`The server packs its answer as ${encoding}.`);
  const unpacker = make[encoding]();
  answer.on("error", (error) => unpacker.destroy(error));
  return answer.pipe(unpacker);
}

const isKnown = <T extends object>(name: string, known: T): name is string & keyof T =>
  Object.hasOwn(known, name);
