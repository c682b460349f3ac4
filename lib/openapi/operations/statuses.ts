import type { Operations } from "@/lib/openapi/operation";

const streamExample = `retry: 1000

event: signing-keys
data: {"organizationId":"org_01jd3p5t4yf7w8k2m9r6x1c0ab","environment":"production","api":"orders","issuers":["https://gate.example/o/acme"],"keys":[]}

event: snapshot
id: q0Z3bT9Lw2Xk.17
data: {"part":1,"parts":1,"revoked":["key_01jd3p5t4yf7w8k2m9r6x1c0ab"],"suspended":[]}

event: heartbeat
data: {"at":1795280000000}

event: change
id: q0Z3bT9Lw2Xk.18
data: {"suspended":["key_01jd3p5t4yf7w8k2m9r6x1c0ac"]}

`;

export const statusOperations: Operations = {
  "GET /v1/revocations": {
    id: "streamRevocations",
    summary: "Listen to which JWT keys are not valid",
    description:
      "Server-sent events that never end by themselves. signing-keys comes first and whenever the keys or issuers change; its environment and api (a slug) are those that the service token is bound to, null where it is bound to none: what is for others is to be refused. snapshot tells of all JWT keys that are revoked or suspended, in parts of which only the last has an id; it may come again and then replaces all that was known. change tells of keys that became revoked, suspended or valid, and under changed which secret keys, applications or all may have changed, for caches. heartbeat says that all which was acknowledged before at (milliseconds since the epoch, by the gate's clock) has been sent: it comes at first and then every 5 seconds; a gate that is not up to date is silent. Last-Event-ID resumes, an unknown one gets a snapshot. Who does not read is cut off; the stream ends when its service token does.",
    credential: "keys.verify",
    status: 200,
    answer: null,
    door: {
      refusals: [401, 403, 429, 503],
      media: { type: "text/event-stream", example: streamExample },
      headers: ["Cache-Control", "X-Accel-Buffering"],
    },
  },
  "GET /o/{slug}/status-lists/{n}": {
    id: "getStatusList",
    summary: "Get a status list of an organization's JWT keys",
    description:
      "A Token Status List (draft-ietf-oauth-status-list) as a signed token, two bits a key: 0 valid, 1 revoked, 2 suspended. Its ttl says after how many seconds to ask again.",
    credential: "public",
    status: 200,
    answer: null,
    door: {
      refusals: [404, 503],
      media: {
        type: "application/statuslist+jwt",
        example: "eyJhbGciOiJFUzI1NiIsInR5cCI6InN0YXR1c2xpc3Qrand0Iiwia2lkIjoic2drX…",
      },
      headers: ["ETag", "Cache-Control", "Access-Control-Allow-Origin"],
    },
  },
};
