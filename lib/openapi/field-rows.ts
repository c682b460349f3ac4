import { type Json, resolved, type Schemas } from "./schemas";

/** A field of a body, or a parameter, in words. */
export type FieldRow = { name: string; type: string; required: boolean; description: string };

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value : []);

/** The fields of an object and of what it holds: `rateLimits[].limit`. */
export function fieldRows(schema: Json, schemas: Schemas, prefix = ""): FieldRow[] {
  const { properties = {}, required = [] } = resolved(schema, schemas) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).flatMap(([name, part]) => {
    const row = fieldRow(prefix + name, part, required.includes(name), schemas);
    return [row, ...held(part, schemas, prefix + name)];
  });
}

export function fieldRow(
  name: string,
  schema: Json,
  required: boolean,
  schemas: Schemas,
): FieldRow {
  const description = typeof schema.description === "string" ? schema.description : "";
  return { name, type: typeWords(schema, schemas), required, description };
}

function held(schema: Json, schemas: Schemas, name: string): FieldRow[] {
  const { items, anyOf } = resolved(schema, schemas);
  if (items) return fieldRows(items as Json, schemas, `${name}[].`);
  if (anyOf) return listOf(anyOf).flatMap((one) => held(one, schemas, name));
  return fieldRows(schema, schemas, `${name}.`);
}

function typeWords(schema: Json, schemas: Schemas): string {
  const { const: fixed, enum: choices, anyOf, type, items, ...rest } = resolved(schema, schemas);
  if (fixed !== undefined) return String(fixed);
  if (Array.isArray(choices)) return choices.join(" | ");
  if (anyOf) return [...new Set(listOf(anyOf).map((one) => typeWords(one, schemas)))].join(" or ");
  if (Array.isArray(type)) return type.join(" or ");
  if (type === "array") return `list of ${typeWords((items ?? {}) as Json, schemas)}`;
  if (type === "boolean") return "true | false";
  if (type === "integer" || type === "number") return bounds("number", rest.minimum, rest.maximum);
  if (type !== "string") return String(type ?? "any");
  if (rest.format === "date-time") return "time";
  if (rest.format === "uri") return "address";
  const prefix = /^\^([a-z]{3}_)\[/.exec(String(rest.pattern))?.[1];
  if (prefix) return `${prefix}…`;
  return rest.maxLength === undefined ? "text" : `text of at most ${rest.maxLength}`;
}

const bounds = (word: string, least: unknown, most: unknown) =>
  least === undefined || most === undefined ? word : `${word} from ${least} to ${most}`;
