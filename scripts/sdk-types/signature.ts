import type { Managed } from "./generate";
import { docOf } from "./shape";

/** How the verbs of one operation are called: of a list also the one that reads all its pages. */
export function signaturesOf(managed: Managed): string[] {
  const { verb, method, operation, sent, answer, paged } = managed;
  const path = parametersOf(managed).map((name) => `${name}: string`);
  const optional = sent?.optional !== false && method !== "PATCH";
  const input = sent ? [`${sent.as}${optional ? "?" : ""}: ${sent.type}`] : [];
  const options = `options${method === "PATCH" ? "" : "?"}: ${optionsOf(method)}`;
  const call = (name: string, parts: string[], result: string) =>
    `${name}(${[...path, ...parts].join(", ")}): ${result};`;
  if (paged && sent) {
    const items = [`query?: Omit<${sent.type}, "after" | "page">`, "options?: CallOptions"];
    return [
      docs(managed) + call(verb, [...input, options], `Promise<Page<${answer}>>`),
      docOf([`${operation.summary}: each of them, page by page.`, scopeOf(managed)]) +
        call(allOf(verb), items, `AsyncGenerator<${answer}, void, undefined>`),
    ];
  }
  const result = `Promise<${answer ?? "void"}>`;
  return [
    ...narrowed(managed).map(
      ([body, narrow]) => docs(managed) + call(verb, [body, options], `Promise<${narrow}>`),
    ),
    docs(managed) + call(verb, [...input, options], result),
  ];
}

/** `list` → `all`, `listKeys` → `allKeys`. */
export const allOf = (verb: string) => verb.replace(/^list/, "all");

/** What one field of the body says of the answer. */
function narrowed({ operation, sent }: Managed): [string, string][] {
  if (operation.id !== "createKey") return [];
  return [
    [`body: ${sent?.type} & { kind: "jwt" }`, "CreatedJwtKey"],
    [`body: ${sent?.type} & { kind?: "secret" }`, "CreatedSecretKey"],
  ];
}

function optionsOf(method: string): string {
  if (method === "POST") return "PostOptions";
  if (method === "PATCH") return "EditOptions";
  return method === "PUT" ? "PutOptions" : "CallOptions";
}

/** Names for the path's parameters: `id` is that of the noun itself. */
function parametersOf({ noun, path }: Managed): string[] {
  const parts = path.split("/");
  return parts.flatMap((part, i) => {
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (!name) return [];
    const owner = parts[i - 1] ?? "";
    return [name === "id" && owner !== noun ? `${owner.replace(/s$/, "")}Id` : name];
  });
}

const scopeOf = ({ operation }: Managed) => `Needs the scope \`${operation.credential}\`.`;

function docs(managed: Managed): string {
  const { operation, method, path } = managed;
  const { summary, description, secrets, conflict, planned } = operation;
  const thrown = [
    path.includes("{") && "`NotFoundError`",
    (method === "PATCH" || method === "PUT" || planned) && "`PreconditionFailedError`",
    secrets && "`SecretShownError`",
    conflict && `\`ConflictError\` (${conflict.replace(/\.$/, "")})`,
  ].filter((one) => typeof one === "string");
  return docOf([
    `${summary}.`,
    description,
    scopeOf(managed) + (thrown.length > 0 ? ` Throws ${thrown.join(", ")}.` : ""),
  ]);
}
