import { CORE_SCHEMA, load, mergeTag, YAMLException } from "js-yaml";
import { AppError, invalid } from "@/lib/errors";
import { at, isPart, type Part, textAt } from "./record";

export const largestDocument = 5 * 1024 * 1024;

/** YAML 1.2 with merge keys, which many documents use; no tag that makes anything but data. */
const yaml = {
  schema: CORE_SCHEMA.withTags(mergeTag),
  maxDepth: 100,
  maxAliases: 10_000,
  maxTotalMergeKeys: 10_000,
};

const refused = (message: string) => invalid("document", message);

/**
 * An OpenAPI document of version 3.0, 3.1 or 3.2, given as JSON, as YAML or already as an object.
 * Throws 413 over 5 MiB and 422 for anything else that it is.
 */
export function parseDocument(given: unknown): Part {
  const value = typeof given === "string" ? parseText(given) : given;
  if (!isPart(value)) {
    throw refused("This is no OpenAPI document: it should begin with openapi: 3.1.0 or the like.");
  }
  expectVersion(value);
  if (!isPart(at(value, "paths")) && at(value, "paths") !== undefined) {
    throw refused("The document's paths are not an object of path templates.");
  }
  return value;
}

function expectVersion(document: Part): void {
  const version = textAt(document, "openapi");
  if (/^3(?:\.[012](?:\.|$)|$)/.test(version)) return;
  if (version !== "") {
    throw refused(`OpenAPI ${version.slice(0, 20)} is not understood. Versions 3.0 and 3.1 are.`);
  }
  const swagger = textAt(document, "swagger");
  throw refused(
    swagger !== ""
      ? "This is a Swagger 2.0 document. Convert it to OpenAPI 3, as swagger2openapi or the Swagger Editor do, and import the result."
      : at(document, "asyncapi") !== undefined
        ? "This is an AsyncAPI document. OpenAPI 3.0 and 3.1 are understood."
        : "This is no OpenAPI document: it has no openapi field that tells its version.",
  );
}

function parseText(text: string): unknown {
  if (text.length > largestDocument || Buffer.byteLength(text) > largestDocument) throw tooLarge();
  const bare = text.replace(/^\ufeff/, "").trim();
  if (bare === "") throw refused("The document is empty.");
  return bare.startsWith("{") ? parseJson(bare) : parseYaml(bare);
}

export const tooLarge = () =>
  new AppError(
    "CONTENT_TOO_LARGE",
    "The document is larger than 5 MiB. Leave out its examples, or write it without indentation.",
  );

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const line = position && text.slice(0, Number(position)).split("\n").length;
    throw refused(`The document is not valid JSON${line ? `: look at line ${line}` : ""}.`);
  }
}

function parseYaml(text: string): unknown {
  try {
    return load(text, yaml);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = error.mark ? ` in line ${error.mark.line + 1}` : "";
    throw refused(`The document is not valid YAML: ${error.reason.slice(0, 200)}${line}.`);
  }
}
