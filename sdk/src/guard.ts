import { keyShown } from "./key-shown.js";
import { type Answer, refusalOf } from "./refusal.js";
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
  /** The caller's address, for keys that are limited to networks. */
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
      ip: (options.ip?.(request) ?? told.ip)?.replace(/%.*$/, ""),
      origin: told.headers.get("origin")?.slice(0, 2000),
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

/** What is too long to be asked about matches nothing. */
const pathAsked = (method: string, path: string) =>
  method.length > 20 || path.length > 8000 ? { method: "", path: "" } : { method, path };
