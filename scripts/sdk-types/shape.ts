import { isJson, type Json } from "@/lib/openapi/schemas";

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
const literal = (value: unknown) => JSON.stringify(value);
const propertyName = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : literal(name));

/** Writes JSON Schema as TypeScript: what is sent, or what is answered. */
export class Shapes {
  /** Names of the document's schemas that what was written refers to. */
  readonly needed = new Set<string>();

  constructor(private readonly sends: boolean) {}

  of(schema: Json): string {
    const { $ref, const: fixed, enum: choices, anyOf, type } = schema;
    if (typeof $ref === "string") return this.#named($ref);
    if (fixed !== undefined) return literal(fixed);
    if (Array.isArray(choices)) return ofChoices(choices);
    if (type === "integer" || type === "number") return "number";
    if (type === "array") return `${grouped(this.of(itemsOf(schema)))}[]`;
    if (type === "object") return this.#object(schema);
    if (type === "string") return this.#text(schema);
    if (Array.isArray(type)) return type.map((one) => this.of({ type: one })).join(" | ");
    if (anyOf) return this.#union(listOf(anyOf));
    return typeof type === "string" ? type : "unknown";
  }

  #named(reference: string): string {
    const name = reference.split("/").at(-1) ?? "";
    this.needed.add(name);
    return name;
  }

  /** Moments may be sent as dates: their JSON is what the API takes. */
  #text({ format }: Json): string {
    return this.sends && format === "date-time" ? "Date | string" : "string";
  }

  #union(members: Json[]): string {
    const shapes = new Set(members.map((one) => this.of(one)));
    return shapes.has("unknown") ? "unknown" : [...shapes].join(" | ");
  }

  #object({ properties, required, propertyNames, additionalProperties }: Json): string {
    if (isJson(properties)) return this.#fields(properties, listOfNames(required));
    const value = isJson(additionalProperties) ? this.of(additionalProperties) : "unknown";
    const names = isJson(propertyNames) ? this.of(propertyNames) : "string";
    const record = `Record<${names}, ${value}>`;
    return names === "string" || listOfNames(required).length > 0 ? record : `Partial<${record}>`;
  }

  #fields(properties: Json, required: string[]): string {
    const fields = Object.entries(properties).map(([name, part]) => {
      const schema = isJson(part) ? part : {};
      const mark = required.includes(name) ? "" : "?";
      return `${docOf([schema.description])}${propertyName(name)}${mark}: ${this.of(schema)};`;
    });
    return fields.length === 0 ? "Record<string, never>" : `{\n${fields.join("\n")}\n}`;
  }
}

function ofChoices(choices: unknown[]): string {
  const isSwitch = choices.length === 2 && choices.includes("true") && choices.includes("false");
  return isSwitch ? "boolean" : choices.map(literal).join(" | ");
}

const itemsOf = ({ items }: Json): Json => (isJson(items) ? items : {});
const listOfNames = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const grouped = (shape: string) => (shape.includes(" | ") ? `(${shape})` : shape);

/** A docstring of paragraphs, or nothing where there are none. */
export function docOf(paragraphs: unknown[]): string {
  const told = paragraphs.filter((one) => typeof one === "string" && one !== "") as string[];
  if (told.length === 0) return "";
  const lines = told.join("\n\n").replaceAll("*/", "*\\/").split("\n");
  if (lines.length === 1) return `/** ${lines[0]} */\n`;
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}
