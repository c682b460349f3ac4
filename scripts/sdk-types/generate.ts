import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { worded } from "@/lib/openapi/field-words";
import type { Operation } from "@/lib/openapi/operation";
import { operations } from "@/lib/openapi/operations";
import { isJson, type Json, resolved, Schemas } from "@/lib/openapi/schemas";
import { clientNames } from "./names";
import { docOf, Shapes } from "./shape";
import { signaturesOf } from "./signature";

/** An operation of the management API with what the client has to know of it. */
export type Managed = {
  noun: string;
  verb: string;
  method: string;
  path: string;
  operation: Operation;
  /** What is sent besides the path's parameters, under the name of its type. */
  sent: { as: "body" | "query"; type: string; optional: boolean } | null;
  /** The type of the answer, of one item where it comes in pages; null for none. */
  answer: string | null;
  paged: boolean;
};

const notice =
  "// Made by scripts/sdk-types.mjs from what /openapi.json is made of: change that.\n\n";

/** The client's types and table of operations, by file of `sdk/src`. */
export function clientFiles(): Record<string, string> {
  const schemas = new Schemas();
  const written = new Map<string, string>();
  const answers = new Shapes(false);
  const managed = Object.entries(operations)
    .filter(([, { door }]) => !door)
    .map(([name, operation]) => managedOf(name, operation, { schemas, answers, written }));
  for (const name of answers.needed) {
    const schema = resolved({ $ref: name }, schemas);
    written.set(name, `${docOf([schema.description])}export type ${name} = ${answers.of(schema)};`);
  }
  const shapes = [...written].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  return {
    "client-shapes.ts": formatted(notice + shapes.join("\n\n")),
    "client-operations.ts": formatted(notice + operationsFile(managed, [...written.keys()])),
  };
}

type Writing = { schemas: Schemas; answers: Shapes; written: Map<string, string> };

function managedOf(name: string, operation: Operation, writing: Writing): Managed {
  const [method = "", path = ""] = name.split(" ");
  const { id } = operation;
  const [noun = "", verb = ""] = clientNames[id]?.split(".") ?? [];
  if (!verb) throw new Error(`scripts/sdk-types/names.ts has no name for ${id}.`);
  return {
    ...{ noun, verb, method, path, operation },
    sent: sentOf(operation, writing),
    ...answerOf(operation, writing),
  };
}

function sentOf(operation: Operation, { schemas, written }: Writing): Managed["sent"] {
  const { id, body, query } = operation;
  const sent = body ?? query;
  const schema = sent ? worded(schemas.of(sent), id) : {};
  if (!isJson(schema.properties) || Object.keys(schema.properties).length === 0) return null;
  const as = body ? "body" : "query";
  const type = `${id.charAt(0).toUpperCase()}${id.slice(1)}${body ? "Body" : "Query"}`;
  const { additionalProperties: _, ...open } = schema;
  written.set(type, `export type ${type} = ${new Shapes(true).of(open)};`);
  return { as, type, optional: !Array.isArray(schema.required) };
}

function answerOf({ answer }: Operation, { schemas, answers }: Writing) {
  if (!answer) return { answer: null, paged: false };
  const schema = schemas.of(answer);
  const { data, nextCursor } = (schema.properties ?? {}) as Record<string, Json | undefined>;
  if (data && nextCursor) {
    return { answer: answers.of((data.items ?? {}) as Json), paged: true };
  }
  return { answer: answers.of(schema), paged: false };
}

function operationsFile(managed: Managed[], names: string[]): string {
  const nouns = [...new Set(managed.map(({ noun }) => noun))];
  const of = (noun: string) => managed.filter((one) => one.noun === noun);
  const signatures = nouns.map(
    (noun) => `${noun}: {\n${of(noun).flatMap(signaturesOf).join("\n")}\n};`,
  );
  const rows = nouns.map((noun) => `${noun}: {\n${of(noun).map(rowOf).join("\n")}\n},`);
  const body = `/** The management API, by noun. */
export type ManagementApi = {\n${signatures.join("\n")}\n};

/** What the client calls, and how. */
export const operations = {\n${rows.join("\n")}\n} as const satisfies OperationTable;\n`;
  const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(body)).sort();
  const options = [
    "CallOptions",
    "EditOptions",
    "OperationTable",
    "Page",
    "PostOptions",
    "PutOptions",
  ];
  return `import type { ${options.join(", ")} } from "./client-call.js";
import type { ${used.join(", ")} } from "./client-shapes.js";

${body}`;
}

function rowOf({ verb, method, path, sent, paged }: Managed): string {
  const row = { method, path, ...(sent && { sends: sent.as }), ...(paged && { paged }) };
  return `${verb}: ${JSON.stringify(row)},`;
}

const biome = join("node_modules", "@biomejs", "biome", "bin", "biome");

const formatted = (text: string) =>
  execFileSync(
    process.execPath,
    [biome, "check", "--write", "--stdin-file-path=sdk/src/client-shapes.ts"],
    {
      input: text,
      encoding: "utf8",
    },
  );
