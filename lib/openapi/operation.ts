import type { z } from "zod";
import type { Scope } from "@/lib/access/rights";
import { pageOf } from "./answer";

/** Who calls: by which scope of a service token, or by which other credential. */
export type Credential = Scope | "key" | "client" | "gateway" | "public";

/** What the API's description says of one method of one path, beyond the manners of all. */
export type Operation = {
  /** Its name for programs. */
  id: string;
  summary: string;
  description?: string;
  credential: Credential;
  query?: z.ZodType;
  body?: z.ZodType;
  bodyOptional?: true;
  /** In bytes, where it is not 64 KiB. */
  largestBody?: number;
  status: 200 | 201 | 204;
  /** Null where it answers without a body. */
  answer: z.ZodType | null;
  /** Whether the answer bears an ETag. */
  versioned?: true;
  /** Whether the answer bears the Location of what was made. */
  located?: true;
  /** Fields of the answer that are shown this one time only. */
  secrets?: readonly string[];
  /** Whether 404 is answered where the query names what there is not. */
  names?: true;
  /** When 409 is answered. */
  conflict?: string;
  /** Whether 412 is answered where a plan that it takes is outdated. */
  planned?: true;
  /** Of those doors that answer by their own manners: the statuses of their refusals. */
  door?: {
    refusals: readonly number[];
    /** Whether every method does the same. */
    anyMethod?: true;
    errors?: "oauth";
    form?: true;
    /** Of an answer that is no JSON: its media type, and what it looks like. */
    media?: { type: string; example: string };
    headers?: readonly string[];
  };
};

/** By method and path, such as `GET /v1/applications/{id}`. */
export type Operations = Record<
  `${"DELETE" | "GET" | "PATCH" | "POST" | "PUT"} /${"v1" | "o" | ".well-known"}/${string}`,
  Operation
>;

type More = Partial<Omit<Operation, "id" | "summary" | "credential">>;

const operation =
  (usual: Pick<Operation, "status"> & More) =>
  (id: string, summary: string, credential: Scope, more: More & Pick<Operation, "answer">) => ({
    id,
    summary,
    credential,
    ...usual,
    ...more,
  });

/** One thing, with its ETag. */
export const reads = operation({ status: 200, versioned: true });
/** A new thing. */
export const creates = operation({ status: 201 });
/** A change of one thing, or its replacement. */
export const edits = operation({ status: 200, versioned: true });
/** A command to one thing. */
export const commands = operation({ status: 200, bodyOptional: true });

export const removes = (
  id: string,
  summary: string,
  credential: Scope,
  more: Pick<Operation, "conflict" | "query"> = {},
) => ({ id, summary, credential, status: 204, answer: null, ...more }) satisfies Operation;

/** A list in pages. */
export const lists = (
  id: string,
  summary: string,
  credential: Scope,
  { query, item }: { query: z.ZodType; item: z.ZodType },
) => ({ id, summary, credential, status: 200, query, answer: pageOf(item) }) satisfies Operation;
