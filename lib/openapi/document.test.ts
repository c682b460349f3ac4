import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { parseDocument } from "@/lib/catalog/import/parse-document";
import { readDocument } from "@/lib/catalog/import/read-document";
import { bodyExamples } from "./body-examples";
import { openApiDocument } from "./document";
import { fieldWords } from "./field-words";
import { operations } from "./operations";

const document = openApiDocument({
  portal: "https://portal.example",
  gate: "https://gate.example",
});

const partAt = (names: string[]) =>
  names.reduce<unknown>((part, name) => (part as Record<string, unknown>)?.[name], document);

const exampleIn = (content: string[]) => partAt([...content, "application/json", "example"]);

test("is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { errors } = await validator.validate(JSON.parse(JSON.stringify(document)));
  expect(errors).toBeUndefined();
  expect(validator.version).toBe("3.1");
});

test("gives each operation a name of its own", () => {
  const ids = Object.values(operations).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("shows bodies that are taken", () => {
  for (const { id, body } of Object.values(operations)) {
    if (!body) continue;
    const result = body.safeParse(bodyExamples[id]);
    expect({ id, error: result.error?.message }).toEqual({ id });
  }
});

test("shows answers as they are described, and no secret", () => {
  const text = JSON.stringify(document);
  expect(text).not.toMatch(/\bp[a-z]+_(?:dev|stg|live)_[0-9A-Za-z]{50}\b|\bpcs_[0-9A-Za-z]{50}\b/);
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ ...document, $id: "api" });
  let shown = 0;
  for (const [name, { id, status, answer }] of Object.entries(operations)) {
    if (!answer) continue;
    const [method = "", path = ""] = name
      .replace(/^[A-Z]+/, (word) => word.toLowerCase())
      .split(" ");
    const place = path.replaceAll("/", "~1");
    const at = `api#/paths/${place}/${method}/responses/${status}/content/application~1json`;
    const validate = ajv.getSchema(`${at}/schema`);
    validate?.(exampleIn(["paths", path, method, "responses", `${status}`, "content"]));
    expect({ id, errors: validate?.errors }).toEqual({ id, errors: null });
    shown++;
  }
  expect(shown).toBeGreaterThan(35);
});

test("has words for fields that there are", () => {
  const text = JSON.stringify(document);
  for (const [name, words] of Object.entries(fieldWords)) {
    expect({ name, told: text.includes(JSON.stringify(words)) }).toEqual({ name, told: true });
  }
});

test("is read by an import with every operation", () => {
  const { endpoints, skipped } = readDocument(parseDocument(JSON.stringify(document)), "");
  expect([endpoints.length, skipped]).toEqual([Object.keys(operations).length, []]);
});

test("refers only to what it has", () => {
  const text = JSON.stringify(document);
  const found = new Set([...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path));
  expect(found.size).toBeGreaterThan(30);
  for (const path of found) {
    expect([path, typeof partAt(path.split("/"))]).toEqual([path, "object"]);
  }
});
