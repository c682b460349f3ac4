import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { openApiDocument } from "@/lib/openapi/document";
import { operations } from "@/lib/openapi/operations";
import type { Json } from "@/lib/openapi/schemas";

type Answered = { status: number; headers: Headers; json: unknown };
type Responses = Record<string, Json>;

const document = strict(
  openApiDocument({ portal: "https://portal.example", gate: "https://gate.example" }),
) as Json & { paths: Record<string, Record<string, { responses: Responses }>> };
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...document, $id: "api" });

/** Answers may gain fields, but not without their description: here, none more than it names. */
function strict(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(strict);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, part]) => [name, strict(part)]);
  const closed = "properties" in value && !("additionalProperties" in value);
  return Object.fromEntries(closed ? [...entries, ["additionalProperties", false]] : entries);
}

/** The described path that a concrete one is an instance of: rather one with fewer parameters. */
const templates = [...new Set(Object.keys(operations).map((name) => name.split(" ")[1] ?? ""))]
  .sort((a, b) => a.split("{").length - b.split("{").length)
  .map((path) => ({ path, form: new RegExp(`^${path.replace(/\{\w+\}/g, "[^/]+")}$`) }));

const escaped = (part: string) => part.replaceAll("~", "~0").replaceAll("/", "~1");

/** Where the document describes an answer, and how. */
function describedAt(path: string, method: string, status: number): [string, Json] | undefined {
  const response = document.paths[path]?.[method]?.responses[status];
  if (!response) return undefined;
  if (typeof response.$ref !== "string") {
    return [`#/paths/${escaped(path)}/${method}/responses/${status}`, response];
  }
  return [response.$ref, shared(response.$ref)];
}

function shared(reference: string): Json {
  const { responses } = document.components as { responses: Responses };
  return responses[reference.split("/").at(-1) ?? ""] ?? {};
}

function isRequired({ $ref, required }: Json): boolean {
  if (typeof $ref !== "string") return required === true;
  const { headers } = document.components as { headers: Record<string, Json> };
  return headers[$ref.split("/").at(-1) ?? ""]?.required === true;
}

/**
 * What is wrong with an answer by the API's own description, or null: a status that it doesn't name
 * for the operation, a header, a media type, a field that is missing, of another type or not named.
 */
export function undocumented(
  method: string,
  pathname: string,
  { status, headers, json }: Answered,
): string | null {
  const template = templates.find(({ form }) => form.test(pathname))?.path ?? "";
  const anyMethod = operations[`GET /v1/${template.slice(4)}`]?.door?.anyMethod;
  const asked = method === "HEAD" || anyMethod ? "get" : method.toLowerCase();
  const general = status === 405 || (status === 404 && template === "");
  const [at, response] = general
    ? [`#/components/responses/Refused${status}`, shared(`Refused${status}`)]
    : (describedAt(template, asked, status) ?? []);
  if (!at || !response) return `answers ${status}, which is not described`;
  const described = Object.entries((response.headers ?? {}) as Record<string, Json>);
  for (const [name, header] of described) {
    if (isRequired(header) && !headers.has(name)) return `answers ${status} without ${name}`;
  }
  const named = described.map(([name]) => name.toLowerCase());
  for (const name of ["etag", "location"]) {
    if (headers.has(name) && !named.includes(name)) return `answers ${status} with ${name}`;
  }
  const [type] = Object.keys((response.content ?? {}) as Json);
  if (method === "HEAD") return null;
  if (type === undefined) return json === undefined ? null : "answers with a body";
  const sent = headers.get("content-type")?.split(";")[0];
  if (sent !== type) return `answers ${sent} instead of ${type}`;
  const validate = ajv.getSchema(`api${at}/content/${escaped(type)}/schema`);
  if (!validate) return `has no schema at ${at}`;
  return validate(json) ? null : `answers ${status}: ${ajv.errorsText(validate.errors)}`;
}
