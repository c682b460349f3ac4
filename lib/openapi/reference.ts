import { bodyExamples } from "./body-examples";
import { exampleOf } from "./example";
import { type FieldRow, fieldRows } from "./field-rows";
import { worded } from "./field-words";
import type { Credential, Operation } from "./operation";
import { operationsByTag } from "./operations";
import { refusalsOf } from "./refusals";
import { Schemas } from "./schemas";

/** An operation as the page of the API shows it. */
export type OperationView = {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  credential: string;
  headers: FieldRow[];
  parameters: FieldRow[];
  fields: FieldRow[];
  request: string | null;
  status: number;
  answer: string | null;
  refusals: string;
  conflict: string | null;
};

export type ReferenceSection = { title: string; operations: OperationView[] };

/** The whole API as its page shows it, from what `/openapi.json` is made of. */
export function apiReference(): ReferenceSection[] {
  const schemas = new Schemas();
  return Object.entries(operationsByTag).map(([title, operations]) => ({
    title,
    operations: Object.entries(operations).map(([name, operation]) =>
      viewOf(name, operation, schemas),
    ),
  }));
}

const json = (value: unknown) => JSON.stringify(value, null, 2);

function viewOf(name: string, operation: Operation, schemas: Schemas): OperationView {
  const [method = "", path = ""] = name.split(" ");
  const {
    id,
    summary,
    description = "",
    credential,
    query,
    body,
    status,
    answer,
    door,
  } = operation;
  const example = bodyExamples[id];
  const form = door?.form ? new URLSearchParams(example as Record<string, string>) : undefined;
  return {
    id,
    method: door?.anyMethod ? "ANY" : method,
    path,
    summary,
    description,
    credential: credentialWords(credential),
    headers: headerRows(method, operation),
    parameters: query ? fieldRows(worded(schemas.of(query), id), schemas) : [],
    fields: body ? fieldRows(worded(schemas.of(body), id), schemas) : [],
    request: form ? decodeURIComponent(`${form}`) : body ? json(example) : null,
    status,
    answer: answer && json(exampleOf(schemas.of(answer), schemas)),
    refusals: refusalsOf(method, path, operation).join(", "),
    conflict: operation.conflict ?? null,
  };
}

function credentialWords(credential: Credential): string {
  if (credential === "public") return "None";
  if (credential === "key") return "The key itself";
  if (credential === "client") return "A service token, or the key itself";
  if (credential === "gateway") return "The gateway's service token in X-Portcullis-Token";
  return `A service token with ${credential}`;
}

function headerRows(method: string, { door }: Operation): FieldRow[] {
  if (door) return [];
  const header = (name: string, type: string, required: boolean, description: string) => [
    { name, type, required, description },
  ];
  if (method === "POST") {
    return header("Idempotency-Key", "text", false, "What bears the same one is done once.");
  }
  if (method !== "PATCH" && method !== "PUT") return [];
  return header("If-Match", "ETag", method === "PATCH", "Of what you have read.");
}
