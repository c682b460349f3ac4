import { methods } from "@/db/schema/catalog";
import { pathField } from "@/lib/catalog/path";
import type { Method } from "@/lib/catalog/summary";
import { invalid } from "@/lib/errors";
import { permissionOfPath, permissionOfTag } from "./permission-name";
import { plainText, plainTexts } from "./plain-text";
import { at, entriesAt, isPart, listAt, type Part, pointedAt, textAt } from "./record";
import { demandOf, type Schemes, schemesOf } from "./scopes";
import { serverOf } from "./server";
import { Templates } from "./templates";
import type { Wanted, WantedEndpoint } from "./wanted";

export const mostEndpoints = 5000;

const mostPaths = 5000;
const otherMethods = ["TRACE", "QUERY"];
const field = pathField();

/**
 * What a parsed document says that an API has, each path with `prefix` before it. What can't be
 * taken is listed with the reason. Throws 422 where it has more paths or operations than an API may have.
 */
export function readDocument(document: Part, prefix = ""): Wanted {
  const reader = new Reader(document, prefix);
  const paths = entriesAt(document, "paths");
  if (paths.length > mostPaths) {
    const words = `The document has more than ${mostPaths} paths.`;
    throw invalid("document", `${words} Divide it among several APIs.`);
  }
  for (const [path, item] of paths) reader.readItem(path, item);
  const { endpoints, permissions, skipped } = reader;
  const info = at(document, "info");
  return {
    openapi: textAt(document, "openapi").slice(0, 20),
    title: plainText(textAt(info, "title"), 100),
    version: plainText(textAt(info, "version"), 50),
    server: serverOf(document),
    endpoints,
    permissions,
    skipped,
  };
}

class Reader implements Pick<Wanted, "endpoints" | "permissions" | "skipped"> {
  readonly endpoints: WantedEndpoint[] = [];
  readonly permissions = new Map<string, string>();
  readonly skipped: Wanted["skipped"] = [];
  readonly #taken = new Templates<null>();
  readonly #schemes: Schemes;
  readonly #tags: Map<string, string>;
  readonly #brief = plainTexts(200);
  readonly #description = plainTexts(500);
  /** What references point to. */
  readonly #targets = new Map<string, unknown>();

  constructor(
    readonly document: Part,
    readonly prefix: string,
  ) {
    this.#schemes = schemesOf(document);
    this.#tags = new Map(
      (listAt(document, "tags", 5000) ?? []).map((tag) => [
        textAt(tag, "name"),
        this.#description(textAt(tag, "description")),
      ]),
    );
  }

  readItem(path: string, given: unknown): void {
    if (path.startsWith("x-")) return;
    const layers = this.#resolved(given);
    if (typeof layers === "string") {
      this.#skip(null, path, layers);
      return;
    }
    const of = (name: string) =>
      at(
        layers.find((layer) => Object.hasOwn(layer, name)),
        name,
      );
    for (const method of methods) {
      const operation = of(method.toLowerCase());
      if (isPart(operation)) this.#readOperation(method, path, operation);
    }
    const others = otherMethods.filter((method) => isPart(of(method.toLowerCase())));
    for (const method of [
      ...others,
      ...entriesAt({ of: of("additionalOperations") }, "of").map(([name]) => name),
    ]) {
      this.#skip(method.slice(0, 20), path, `An endpoint has one of ${methods.join(", ")}.`);
    }
  }

  /**
   * The path item that stands there and those that `$ref` leads to within the document, of which
   * the first that has a field says what it is; or why there is none.
   */
  #resolved(given: unknown): Part[] | string {
    const layers: Part[] = [];
    let item = given;
    for (let hops = 0; hops < 10; hops++) {
      if (!isPart(item)) return "There is no path item.";
      layers.push(item);
      const reference = at(item, "$ref");
      if (reference === undefined) return layers;
      if (typeof reference !== "string" || !reference.startsWith("#")) {
        return "It stands in another document, which is not fetched. Bundle the documents into one.";
      }
      if (!this.#targets.has(reference)) {
        this.#targets.set(reference, pointedAt(this.document, reference));
      }
      item = this.#targets.get(reference);
    }
    return "Its $ref leads in a circle.";
  }

  #readOperation(method: Method, path: string, operation: Part): void {
    const template = this.#templateOf(method, path);
    if ("reason" in template) {
      this.#skip(method, path, template.reason);
      return;
    }
    this.#taken.add(method, template.path, null);
    const summary = textAt(operation, "summary") || textAt(operation, "description");
    this.endpoints.push({
      method,
      path: template.path,
      summary: this.#brief(summary),
      deprecated: at(operation, "deprecated") === true,
      ...this.#permissionOf(method, path, operation),
    });
    this.#expectRoom();
  }

  /** The path as an endpoint has it, or why there can't be such an endpoint. */
  #templateOf(method: Method, path: string): { path: string } | { reason: string } {
    const { success, data, error } = field.safeParse(joined(this.prefix, path));
    if (!success) return { reason: error.issues[0]?.message ?? "Not a path." };
    const same = this.#taken.same(method, data);
    if (same) {
      const words = "The names of parameters and a slash at the end make no difference";
      return { reason: `${words}: it is ${method} ${same.path} again.` };
    }
    const rival = this.#taken.rival(method, data);
    if (rival === undefined) return { path: data };
    return { reason: rivalWords(method, rival) };
  }

  #permissionOf(method: Method, path: string, operation: Part) {
    const requirements = at(operation, "security") ?? at(this.document, "security");
    const { permission, others } = demandOf(requirements, this.#schemes);
    if (permission) {
      this.#describe(permission.name, this.#description(permission.description));
      const note =
        others.length > 0 && `Names ${named(others)} too; an endpoint requires one permission.`;
      return { permission: permission.name, declared: true, ...(note && { note }) };
    }
    const tag = listAt(operation, "tags", 1)?.[0];
    const byTag = typeof tag === "string" ? permissionOfTag(tag, method) : null;
    const name = byTag ?? permissionOfPath(path, method);
    this.#describe(name, byTag && typeof tag === "string" ? (this.#tags.get(tag) ?? "") : "");
    const note = others.length > 0 && `By tag: ${named(others)} names no resource and action.`;
    return { permission: name, declared: false, ...(note && { note }) };
  }

  #describe(name: string, description: string): void {
    if (!this.permissions.get(name)) this.permissions.set(name, description);
  }

  #skip(method: string | null, path: string, reason: string): void {
    this.skipped.push({ method, path: this.#brief(path), reason });
    this.#expectRoom();
  }

  #expectRoom(): void {
    if (this.endpoints.length + this.skipped.length <= mostEndpoints) return;
    throw invalid(
      "document",
      `The document has more than ${mostEndpoints} operations. Divide it among several APIs.`,
    );
  }
}

/**
 * With the prefix, without the slash at the end, which requests are matched without; `{path+}`, as
 * some gateways export it, is `{path*}` here.
 */
function joined(prefix: string, path: string): string {
  const own = path.replace(/(?<=.)\/$/, "").replace(/\+\}$/, "*}");
  return own === "/" && prefix !== "" ? prefix : prefix + own;
}

export const rivalWords = (method: Method, rival: string) =>
  `A request may match both it and ${method} ${rival}: nothing says which would answer.`;

function named(scopes: string[]): string {
  const shown = scopes.slice(0, 5).map((scope) => plainText(scope, 100));
  const rest = scopes.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}
