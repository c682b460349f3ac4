import { z } from "zod";
import { bodyExamples } from "./body-examples";
import { credentialSchemes, securityOf } from "./credentials";
import { exampleOf } from "./example";
import { worded } from "./field-words";
import type { Operation } from "./operation";
import { operationsByTag } from "./operations";
import { refusal, refusalResponses, refusalsOf } from "./refusals";
import { type Json, Schemas } from "./schemas";

const description = `Every answer is JSON, every error a problem document (RFC 9457) with a code that never changes its meaning and the request id.

A POST with an Idempotency-Key is done once: a repeat gets the first answer, without its secrets and with secretShown. A PATCH or PUT takes the ETag that was read as If-Match, so that nobody's change is lost. Lists come in pages: send nextCursor as after. Fields and parameters that are unknown are refused.`;

/** The whole API as OpenAPI 3.1, from the schemas that parse the requests. */
export function openApiDocument(addresses: { portal: string; gate: string }): Json {
  const schemas = new Schemas();
  const paths: { [path: string]: Json } = {};
  for (const [tag, operations] of Object.entries(operationsByTag)) {
    for (const [name, operation] of Object.entries(operations)) {
      const [method = "", path = ""] = name.split(" ");
      paths[path] = {
        ...(paths[path] ?? itemOf(path, operation, addresses)),
        [method.toLowerCase()]: { tags: [tag], ...operationOf(method, path, operation, schemas) },
      };
    }
  }
  return {
    openapi: "3.1.1",
    info: {
      title: "Portcullis",
      version: "1",
      summary: "Decide which applications may call your APIs.",
      description,
      license: { name: "Apache 2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: addresses.portal, description: "The portal" }],
    tags: Object.keys(operationsByTag).map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: credentialSchemes,
      parameters,
      headers,
      responses: refusalResponses(schemas),
      schemas: schemas.named,
    },
  };
}

function itemOf(path: string, { door }: Operation, { portal, gate }: Record<string, string>): Json {
  const servers = [
    { url: gate, description: "A gate" },
    { url: portal, description: "The portal" },
  ];
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
  return {
    ...(door && { servers }),
    ...(names.length > 0 && {
      parameters: names.map((name) => ({
        name,
        in: "path",
        required: true,
        schema: { type: "string" },
      })),
    }),
  };
}

function operationOf(method: string, path: string, operation: Operation, schemas: Schemas): Json {
  const { id, summary, description, credential, body, bodyOptional, door } = operation;
  const sent = parametersOf(method, operation, schemas);
  const type = door?.form ? "application/x-www-form-urlencoded" : "application/json";
  const refused = refusalsOf(method, path, operation);
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    security: securityOf(credential),
    ...(sent.length > 0 && { parameters: sent }),
    ...(body && {
      requestBody: {
        required: bodyOptional !== true,
        content: { [type]: { schema: worded(schemas.of(body), id), example: bodyExamples[id] } },
      },
    }),
    responses: {
      [operation.status]: success(operation, schemas),
      ...Object.fromEntries(refused.map((status) => [status, refusal(status, operation, schemas)])),
      default: { $ref: "#/components/responses/Refused500" },
    },
  };
}

function parametersOf(method: string, operation: Operation, schemas: Schemas): Json[] {
  const { properties, required } = querySchema(operation, schemas);
  const query = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    ...(description !== undefined && { description }),
    ...(required.includes(name) && { required: true }),
    schema,
  }));
  const manners: Record<string, string | undefined> = {
    POST: "IdempotencyKey",
    PATCH: "IfMatch",
    PUT: "IfMatchOptional",
  };
  const manner = operation.door ? undefined : manners[method];
  return [...query, ...(manner ? [{ $ref: `#/components/parameters/${manner}` }] : [])];
}

function querySchema({ id, query }: Operation, schemas: Schemas) {
  const { properties = {}, required = [] } = query ? worded(schemas.of(query), id) : {};
  return { properties, required } as { properties: Record<string, Json>; required: string[] };
}

function success(operation: Operation, schemas: Schemas): Json {
  const { answer, summary, versioned, located, door } = operation;
  const own = (door?.headers ?? []).map((name) => [name, { schema: { type: "string" } }]);
  return {
    description: answer || door?.media ? summary : `${summary}: done.`,
    headers: {
      "X-Request-Id": { $ref: "#/components/headers/RequestId" },
      ...(versioned && { ETag: { $ref: "#/components/headers/ETag" } }),
      ...(located && { Location: { $ref: "#/components/headers/Location" } }),
      ...Object.fromEntries(own),
    },
    ...(answer && { content: { "application/json": answered(answer, operation, schemas) } }),
    ...(door?.media && {
      content: {
        [door.media.type]: { schema: { type: "string" }, example: door.media.example },
      },
    }),
  };
}

function answered(answer: z.ZodType, operation: Operation, schemas: Schemas): Json {
  const example = exampleOf(schemas.of(answer), schemas);
  return { schema: schemas.of(withReplay(answer, operation)), example };
}

/** A repeat of a request that showed a secret is answered without it. */
function withReplay(answer: z.ZodType, { secrets }: Operation): z.ZodType {
  if (!secrets) return answer;
  const secretShown = z
    .literal(true)
    .meta({ description: "An earlier answer carried the secret." });
  const whole = answer instanceof z.ZodUnion ? answer.options : [answer];
  const replays = whole.flatMap((one) => {
    if (!(one instanceof z.ZodObject)) return [];
    const kept = Object.entries(one.shape).filter(([name]) => !secrets.includes(name));
    return [z.object({ ...Object.fromEntries(kept), secretShown })];
  });
  return z.union([answer, ...replays]);
}

const described = (description: string, more: Json = {}) => ({
  description,
  schema: { type: "string", ...more },
});

const header = (description: string, more: Json = {}) => ({
  ...described(description, more),
  required: true,
});

const headers: Json = {
  RequestId: header("Finds the request in the log and in the audit log."),
  ETag: header("The revision, for If-Match.", { examples: ['"3"'] }),
  Location: header("The path of what was made."),
  RetryAfter: header("Seconds to wait."),
  Authenticate: header("Which credential is asked for."),
  RateLimit: described("What is left of each rate limit, and in how many seconds it is whole."),
  RateLimitPolicy: described("The rate limits."),
};

const ifMatch = (required: boolean) => ({
  name: "If-Match",
  in: "header",
  required,
  ...described("The ETag of what you have read, or * for whatever there is.", {
    examples: ['"3"'],
  }),
});

const parameters: Json = {
  IdempotencyKey: {
    name: "Idempotency-Key",
    in: "header",
    ...described("What bears the same one is done once, for a day.", {
      pattern: "^[\\x21-\\x7e]{1,255}$",
    }),
  },
  IfMatch: ifMatch(true),
  IfMatchOptional: ifMatch(false),
};
