import { base64url, importJWK, type JWK } from "jose";

/** One of the organization's keys that tokens are signed with. */
export type Signer = {
  readonly kid: string;
  readonly x: string;
  readonly y: string;
  /** Imported when it is first needed. */
  key(): Promise<CryptoKey>;
};

/** What the service token is for alone; null: for all. */
export type Bound = { environment: string | null; api: string | null };

export type Changed = { keys: string[]; applications: string[]; all: boolean };

/** The only protected header that a token may have (RFC 9068 §2.1), as it stands in one. */
const headerOf = (kid: string) =>
  base64url.encode(JSON.stringify({ alg: "ES256", typ: "at+jwt", kid }));

/** What the gate's stream has told of JWT keys. Reading what is no such event throws. */
export class Published {
  #issuers: ReadonlySet<string> = new Set();
  #signers: ReadonlyMap<string, Signer> = new Map();
  #statuses = new Map<string, "REVOKED" | "SUSPENDED">();
  #arriving: {
    parts: number;
    next: number;
    statuses: Map<string, "REVOKED" | "SUSPENDED">;
  } | null = null;
  #isComplete = false;
  /** The last `signing-keys`, as it was told. */
  #signing = "";
  #bound: Bound = { environment: null, api: null };

  /** It has all that the gate had to tell when it was asked. */
  get isComplete(): boolean {
    return this.#isComplete && this.#signing !== "" && this.#arriving === null;
  }

  get bound(): Bound {
    return this.#bound;
  }

  /** By the protected header of a token, encoded as it stands there. */
  signerOf(header: string): Signer | undefined {
    return this.#signers.get(header);
  }

  isSigner(header: string, signer: Signer): boolean {
    return this.#signers.get(header) === signer;
  }

  isIssuer(issuer: string): boolean {
    return this.#issuers.has(issuer);
  }

  statusOf(keyId: string): "REVOKED" | "SUSPENDED" | undefined {
    return this.#statuses.get(keyId);
  }

  forget(): void {
    this.#issuers = new Set();
    this.#signers = new Map();
    this.#signing = "";
    this.#bound = { environment: null, api: null };
    this.#statuses = new Map();
    this.#isComplete = false;
    this.#arriving = null;
  }

  /** A connection ended: of a snapshot that was arriving, the rest won't. */
  interrupt(): void {
    this.#arriving = null;
  }

  /** True where it tells something else than was known. */
  signingKeys(data: unknown): boolean {
    const { issuers, keys, environment, api } = record(data);
    if (!Array.isArray(keys)) throw unexpected("keys");
    if (!isTextOrNull(environment)) throw unexpected("environment");
    if (!isTextOrNull(api)) throw unexpected("api");
    const known = this.#signers;
    this.#signers = new Map(
      keys.map((jwk: unknown) => {
        const signer = signerOf(record(jwk));
        const header = headerOf(signer.kid);
        const same = known.get(header);
        return [header, same?.x === signer.x && same.y === signer.y ? same : signer];
      }),
    );
    this.#issuers = new Set(texts(issuers, "issuers"));
    this.#bound = { environment, api };
    const before = this.#signing;
    this.#signing = JSON.stringify(data);
    return this.#signing !== before;
  }

  /** True where it was the last part, with which all parts take the place of what was known. */
  snapshot(data: unknown): boolean {
    const { part, parts, revoked, suspended } = record(data);
    if (!isCount(part) || !isCount(parts) || part > parts) throw unexpected("part");
    if (part === 1) this.#arriving = { parts, next: 1, statuses: new Map() };
    const arriving = this.#arriving;
    if (!arriving || arriving.next !== part || arriving.parts !== parts) throw unexpected("part");
    for (const id of texts(suspended, "suspended")) arriving.statuses.set(id, "SUSPENDED");
    for (const id of texts(revoked, "revoked")) arriving.statuses.set(id, "REVOKED");
    arriving.next += 1;
    if (part < parts) return false;
    this.#statuses = arriving.statuses;
    this.#arriving = null;
    this.#isComplete = true;
    return true;
  }

  /** Returns what caches of secret keys have to forget, or null. */
  change(data: unknown): Changed | null {
    if (!this.#isComplete || this.#arriving) throw unexpected("change");
    const { revoked, suspended, valid, changed } = record(data);
    const wished = {
      valid: texts(valid ?? [], "valid"),
      suspended: texts(suspended ?? [], "suspended"),
      revoked: texts(revoked ?? [], "revoked"),
    };
    const forgotten = changed === undefined ? null : changedOf(record(changed));
    for (const id of wished.valid) this.#statuses.delete(id);
    for (const id of wished.suspended) this.#statuses.set(id, "SUSPENDED");
    for (const id of wished.revoked) this.#statuses.set(id, "REVOKED");
    return forgotten;
  }
}

/** The gate's clock, in milliseconds. */
export function heartbeatAt(data: unknown): number {
  const { at } = record(data);
  if (typeof at !== "number" || !Number.isFinite(at)) throw unexpected("at");
  return at;
}

function changedOf({ keys, applications, all }: Record<string, unknown>): Changed {
  if (all !== undefined && typeof all !== "boolean") throw unexpected("all");
  return {
    keys: texts(keys ?? [], "keys"),
    applications: texts(applications ?? [], "applications"),
    all: all ?? false,
  };
}

function signerOf({ kid, kty, crv, x, y }: Record<string, unknown>): Signer {
  if (typeof kid !== "string" || typeof x !== "string" || typeof y !== "string")
    throw unexpected("keys");
  if (kty !== "EC" || crv !== "P-256") throw unexpected("keys");
  const jwk: JWK = { kty, crv, x, y };
  let imported: Promise<CryptoKey> | undefined;
  return {
    kid,
    x,
    y,
    key() {
      imported ??= importJWK(jwk, "ES256") as Promise<CryptoKey>;
      return imported;
    },
  };
}

const isTextOrNull = (value: unknown): value is string | null =>
  value === null || (typeof value === "string" && value !== "");

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;

function record(data: unknown): Record<string, unknown> {
  if (typeof data !== "object" || data === null || Array.isArray(data)) throw unexpected("data");
  return data as Record<string, unknown>;
}

function texts(value: unknown, name: string): string[] {
  if (!Array.isArray(value) || !value.every((one) => typeof one === "string"))
    throw unexpected(name);
  return value;
}

const unexpected = (what: string) => new Error(`the stream told no ${what} that can be understood`);
