import { z } from "zod";

export type Json = { [name: string]: unknown };

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Turns zod's schemas into JSON Schema, and keeps those that have a name. */
export class Schemas {
  /** By name, as the document has them under `components.schemas`. */
  readonly named: Json = {};

  /** What is sent, or what is answered: both as they are before zod alters them. */
  of(schema: z.ZodType): Json {
    const { properties, $defs = {} } = z.toJSONSchema(z.object({ it: schema }), {
      io: "input",
      unrepresentable: "any",
      override: ({ jsonSchema }) => {
        // The format says it shorter.
        if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
      },
    });
    for (const [name, { id: _, ...definition }] of Object.entries($defs)) {
      this.named[name] = placed(definition);
    }
    const found = placed(properties?.it);
    return isJson(found) ? found : {};
  }
}

/** What a reference stands for, where it is one. */
export function resolved(schema: Json, { named }: Schemas): Json {
  const name = typeof schema.$ref === "string" ? schema.$ref.split("/").at(-1) : undefined;
  const found = name === undefined ? schema : named[name];
  return isJson(found) ? found : {};
}

/** With references to where the document keeps what is named. */
function placed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(placed);
  if (!isJson(value)) return value;
  const entries = Object.entries(value).map(([name, part]) =>
    name === "$ref" && typeof part === "string"
      ? [name, part.replace("#/$defs/", "#/components/schemas/")]
      : [name, placed(part)],
  );
  return Object.fromEntries(entries);
}
