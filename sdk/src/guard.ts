import { keyShown } from "./key-shown.js";
import { type Answer, refusalOf } from "./refusal.js";
import { userAgentOf } from "./user-agent.js";
import type { Valid } from "./verdict.js";
import type { Verifier } from "./verifier.js";

/** What a guard asks of each request. */
export type GuardOptions<Asked> = {
  /** What the key has to be allowed to do, all of it; or how to tell from the request. */
  permissions?: readonly string[] | ((request: Asked) => readonly string[]);
  /**
   * Has the gate match method and path with the API's endpoints: true for the path as it was sent,
   * or how to tell the path that the API defines. JWT keys are then verified online too.
   */
  endpoints?: boolean | ((request: Asked) => string);
  /** The caller's address, for keys that are limited to networks; what has no such form is left out. */
  ip?: (request: Asked) => string | undefined;
  /** What a request counts for in limits and quotas; 1 if left out. */
  cost?: number;
  /** Kept with the usage, to group it by. */
  tags?: readonly string[];
  /** Has the gate judge JWT keys too, so that limits, quotas and usage are counted. */
  online?: boolean;
  /** The protection space that a challenge names; "api" if left out. */
  realm?: string;
};

type Told = {
  headers: { get(name: string): string | null | undefined };
  method: string;
  path: string;
  ip?: string | undefined;
};

export type Judged = { portcullis: Valid } | { refusal: Answer };

/** Judges a request that a framework has been asked: whose it is, or what to answer instead. */
export async function judge<Asked>(
  verifier: Pick<Verifier, "verify">,
  request: Asked,
  told: Told,
  options: GuardOptions<Asked>,
): Promise<Judged> {
  const { permissions, endpoints = false, cost, tags, online, realm = "api" } = options;
  const key = keyShown(told.headers);
  const needed = typeof permissions === "function" ? permissions(request) : permissions;
  const path = typeof endpoints === "function" ? endpoints(request) : told.path;
  const verdict = await verifier.verify(key, {
    permissions: needed,
    request: {
      ip: addressOf(options.ip?.(request) ?? told.ip),
      origin: told.headers.get("origin")?.slice(0, 2000),
      userAgent: userAgentOf(told.headers),
      ...(endpoints !== false && pathAsked(told.method, path)),
    },
    cost,
    tags,
    online,
  });
  if (verdict.valid) return { portcullis: verdict };
  const asked = { realm, shown: key !== "", permissions: needed ?? [] };
  return { refusal: refusalOf(verdict, asked) };
}

/**
 * Undefined where it is none: behind a proxy it is what a header says, such as "unknown". A key that
 * is limited to networks is then refused.
 */
function addressOf(text: string | undefined): string | undefined {
  const address = text?.replace(/%.*$/, "") ?? "";
  const isV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/.test(address);
  const isV6 = /^[\da-f:.]*:[\da-f:.]*$/i.test(address) && URL.canParse(`http://[${address}]`);
  return isV4 || isV6 ? address : undefined;
}

/** What is too long to be asked about matches nothing. */
const pathAsked = (method: string, path: string) =>
  method.length > 20 || path.length > 8000 ? { method: "", path: "" } : { method, path };
