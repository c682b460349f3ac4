import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";

type Told = Record<string, unknown>;

/** A connection to the stream that a verifier has opened. */
export type Connection = {
  lastEventId: string | null;
  send(type: string, data: Told | string, id?: string): void;
  raw(text: string): void;
  end(): void;
  isOpen(): boolean;
};

const sgk = (n: number) => `sgk_${String(n).padStart(26, "0")}`;
export const keyId = (n: number) => `key_${String(n).padStart(26, "0")}`;

/** A gate in this process, reached by `fetch` alone, that says what a test has it say. */
export async function fakeGate() {
  const issuer = "https://gate.test/o/acme";
  const pairs = await Promise.all(
    [1, 2].map(() => generateKeyPair("ES256", { extractable: true })),
  );
  const [first, second] = await Promise.all(
    pairs.map(async ({ publicKey }, i) => ({
      ...(await exportJWK(publicKey)),
      kid: sgk(i + 1),
      alg: "ES256",
      use: "sig",
    })),
  );
  const connections: Connection[] = [];
  const asked: Told[] = [];
  let heard = 0;
  const gate = {
    issuer,
    keys: [first],
    /** What the service token is for alone. */
    bound: { environment: null as string | null, api: null as string | null },
    other: second,
    connections,
    /** Bodies of `POST /v1/keys/verify`. */
    asked,
    onConnect: (connection: Connection): void => gate.greet(connection),
    /** What the gate answers a connection to the stream instead. */
    refusal: null as (() => Response | Promise<Response>) | null,
    onVerify: async (body: Told, _signal: AbortSignal): Promise<Response> =>
      Response.json(validAnswer(body)),

    signingKeys: (issuers = [issuer]) => ({
      organizationId: "org_00000000000000000000000001",
      issuers,
      keys: gate.keys,
      ...gate.bound,
    }),

    /** What a connection is told at first: all there is, and that this is all. */
    greet(connection: Connection, { revoked = [] as string[], suspended = [] as string[] } = {}) {
      connection.raw("retry: 1000\n\n");
      connection.send("signing-keys", gate.signingKeys());
      heard += 1;
      connection.send("snapshot", { part: 1, parts: 1, revoked, suspended }, `c${heard}`);
      connection.send("heartbeat", { at: Date.now() });
    },

    /** The connection that is open now. */
    get open(): Connection {
      const last = connections.at(-1);
      if (!last) throw new Error("no connection");
      return last;
    },

    async token(
      claims: JWTPayload = {},
      { header = {}, signer = 0 }: { header?: Record<string, unknown>; signer?: number } = {},
    ) {
      const pair = pairs[signer];
      if (!pair) throw new Error("no such signer");
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({
        iss: issuer,
        sub: "app_00000000000000000000000001",
        client_id: "app_00000000000000000000000001",
        aud: ["orders"],
        jti: keyId(1),
        iat: now,
        nbf: now,
        exp: now + 86_400,
        scope: "orders:read orders:write",
        env: "production",
        status: { status_list: { idx: 7, uri: `${issuer}/status-lists/1` } },
        ...claims,
      })
        .setProtectedHeader({ alg: "ES256", typ: "at+jwt", kid: sgk(signer + 1), ...header })
        .sign(pair.privateKey);
    },

    fetch: async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
      const signal = init.signal ?? new AbortController().signal;
      const { pathname } = new URL(String(input));
      if (pathname === "/v1/keys/verify") {
        const body = JSON.parse(String(init.body));
        asked.push(body);
        return gate.onVerify(body, signal);
      }
      if (gate.refusal) return gate.refusal();
      const headers = new Headers(init.headers);
      return new Response(streamOf(headers, signal), {
        headers: { "content-type": "text/event-stream; charset=utf-8" },
      });
    },
  };

  function streamOf(headers: Headers, signal: AbortSignal): ReadableStream<Uint8Array> {
    return new ReadableStream({
      start(controller) {
        let isOpen = true;
        const raw = (text: string) => {
          if (isOpen) controller.enqueue(new TextEncoder().encode(text));
        };
        const finish = (work: () => void) => {
          if (isOpen) work();
          isOpen = false;
        };
        signal.addEventListener("abort", () => finish(() => controller.error(signal.reason)));
        const connection: Connection = {
          lastEventId: headers.get("last-event-id"),
          raw,
          send(type, data, id) {
            const text = typeof data === "string" ? data : JSON.stringify(data);
            raw(`event: ${type}\n${id === undefined ? "" : `id: ${id}\n`}data: ${text}\n\n`);
          },
          end: () => finish(() => controller.close()),
          isOpen: () => isOpen,
        };
        connections.push(connection);
        gate.onConnect(connection);
      },
    });
  }
  return gate;
}

export const validAnswer = (body: Record<string, unknown>, more: Told = {}) => ({
  valid: true,
  code: "VALID",
  requestId: "req_1",
  key: { id: keyId(9), environment: "production", expiresAt: null },
  application: { id: "app_9", name: "CRM" },
  organizationId: "org_1",
  ownerId: null,
  permissions: body.permissions ?? [],
  rateLimits: [],
  revision: 1,
  ...more,
});

export const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ status, code, detail: code, requestId: "req_2" }), {
    status,
    headers: { "content-type": "application/problem+json" },
  });
