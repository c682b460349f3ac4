import { z } from "zod";
import { errorGuide } from "@/lib/error-guide";
import type { ErrorCode } from "@/lib/errors";
import { idField } from "@/lib/fields";
import { named, text, whole } from "./answer";
import { OAuthError } from "./answers/verification";
import type { Operation } from "./operation";
import type { Json, Schemas } from "./schemas";

const codes = Object.keys(errorGuide) as ErrorCode[];

/** RFC 9457 §3. */
const Problem = named(
  "Problem",
  z.object({
    type: text().meta({ format: "uri", description: "Where the code is explained." }),
    title: text(),
    status: whole(),
    detail: text().meta({ description: "What is wrong and what helps, for people." }),
    code: z.enum(codes).meta({ description: "Never changes its meaning." }),
    requestId: idField("req"),
    errors: z
      .array(z.object({ path: text(), message: text() }))
      .optional()
      .meta({ description: "What is wrong with which field." }),
  }),
);

/** The statuses of an operation's refusals, in order. */
export function refusalsOf(method: string, path: string, operation: Operation): readonly number[] {
  if (operation.door) return operation.door.refusals;
  const { body, conflict } = operation;
  const writes = method === "POST" || method === "PATCH" || method === "PUT";
  const edits = method === "PATCH" || method === "PUT";
  const statuses: [number, boolean][] = [
    [400, writes],
    [401, true],
    [403, true],
    [404, path.includes("{") || operation.names === true],
    [409, conflict !== undefined || method === "POST"],
    [412, edits || operation.planned === true],
    [413, body !== undefined],
    [415, body !== undefined],
    [422, true],
    [428, method === "PATCH"],
    [503, true],
  ];
  return statuses.filter(([, may]) => may).map(([status]) => status);
}

const headersOf = (status: number) => ({
  "X-Request-Id": { $ref: "#/components/headers/RequestId" },
  ...(status === 401 && { "WWW-Authenticate": { $ref: "#/components/headers/Authenticate" } }),
  ...(status === 429 && {
    RateLimit: { $ref: "#/components/headers/RateLimit" },
    "RateLimit-Policy": { $ref: "#/components/headers/RateLimitPolicy" },
  }),
  ...((status === 429 || status === 503) && {
    "Retry-After": { $ref: "#/components/headers/RetryAfter" },
  }),
});

const nameOf = (status: number) => `Refused${status}`;

/** Refers to the answer of a refusal with that status. */
export function refusal(status: number, { door, conflict }: Operation, schemas: Schemas): Json {
  if (door?.errors === "oauth") {
    return {
      description: meaningOf(status),
      headers: headersOf(status),
      content: { "application/json": { schema: schemas.of(OAuthError) } },
    };
  }
  const reference = { $ref: `#/components/responses/${nameOf(status)}` };
  return status === 409 && conflict ? { ...reference, description: conflict } : reference;
}

const meaningOf = (status: number) => {
  const guide = Object.values(errorGuide).find((one) => one.status === status);
  return guide ? `${guide.meaning} ${guide.remedy}` : "Something else went wrong.";
};

/** The refusals that operations refer to. */
export const refusalResponses = (schemas: Schemas): Json =>
  Object.fromEntries(
    codes
      .map((code) => errorGuide[code].status)
      .map((status) => [
        nameOf(status),
        {
          description: meaningOf(status),
          headers: headersOf(status),
          content: { "application/problem+json": { schema: schemas.of(Problem) } },
        },
      ]),
  );
