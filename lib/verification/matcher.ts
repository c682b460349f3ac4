import { normalEncoding, normalPath } from "@/lib/catalog/normal-path";
import { fits, literalLength, segmentsOf } from "@/lib/catalog/segments";
import type { EndpointId } from "@/lib/ids";

/** What a path is matched with. */
export type Endpoint = {
  id: EndpointId;
  method: string;
  /** The template. */
  path: string;
  /** The name of the one that it requires. */
  permission: string | null;
};

type Parameter = { before: string; after: string; node: Node };

/** What may follow a segment. The longest literals come first among the parameters. */
type Node = {
  endpoint: Endpoint | null;
  literals: Map<string, Node>;
  parameters: Parameter[];
  rest: Endpoint | null;
};

const emptyNode = (): Node => ({
  endpoint: null,
  literals: new Map(),
  parameters: [],
  rest: null,
});

/**
 * The endpoints of an API, compiled. Of several templates that match a path the first segment in
 * which they differ decides: a literal goes before a parameter with literals around it, the longer
 * ones first, that before a parameter alone, and that before one for the rest of the path.
 */
export class Matcher {
  readonly #roots = new Map<string, Node>();
  /** Of how many endpoints it is. */
  size = 0;

  constructor(endpoints: Iterable<Endpoint>) {
    for (const endpoint of endpoints) this.#add(endpoint);
  }

  /**
   * The endpoint that answers to a method and the path of a request, with or without its query.
   * HEAD is answered by GET where nothing else does (RFC 9110 §9.3.2).
   */
  match(method: string, target: string): Endpoint | null {
    const path = normalPath(target);
    if (path === null) return null;
    const name = method.toUpperCase();
    const found = this.#matchNormal(name, path);
    return found === null && name === "HEAD" ? this.#matchNormal("GET", path) : found;
  }

  /** The methods that the path has an endpoint for. */
  methodsFor(target: string): string[] {
    const path = normalPath(target);
    if (path === null) return [];
    return [...this.#roots.keys()].filter((method) => this.#matchNormal(method, path)).sort();
  }

  #matchNormal(method: string, path: string): Endpoint | null {
    const root = this.#roots.get(method);
    if (root === undefined) return null;
    left = mostNodes;
    return path === "/" ? root.endpoint : follow(root, path, 1);
  }

  #add(endpoint: Endpoint): void {
    this.size++;
    let node = this.#roots.get(endpoint.method);
    if (!node) {
      node = emptyNode();
      this.#roots.set(endpoint.method, node);
    }
    for (const segment of segmentsOf(normalEncoding(endpoint.path))) {
      if (segment.kind === "rest") {
        node.rest ??= endpoint;
        return;
      }
      node = segment.kind === "literal" ? literalOf(node, segment.text) : childOf(node, segment);
    }
    node.endpoint ??= endpoint;
  }
}

function literalOf(node: Node, text: string): Node {
  const known = node.literals.get(text);
  if (known) return known;
  const next = emptyNode();
  node.literals.set(text, next);
  return next;
}

function childOf(node: Node, { before, after }: { before: string; after: string }): Node {
  const known = node.parameters.find((each) => each.before === before && each.after === after);
  if (known) return known.node;
  const parameter = { before, after, node: emptyNode() };
  node.parameters.push(parameter);
  node.parameters.sort((a, b) => literalLength(b) - literalLength(a));
  return parameter.node;
}

/**
 * Usual templates need a few dozen. Contrived ones could keep a gate busy for long: a path that
 * needs more matches nothing.
 */
const mostNodes = 2000;
let left = mostNodes;

/** The endpoint for what of a normal path begins at `from`, where a segment begins. */
function follow(node: Node, path: string, from: number): Endpoint | null {
  if (--left < 0) return null;
  const slash = path.indexOf("/", from);
  const text = slash < 0 ? path.slice(from) : path.slice(from, slash);
  const literal = node.literals.get(text);
  if (literal !== undefined) {
    const found = slash < 0 ? literal.endpoint : follow(literal, path, slash + 1);
    if (found !== null) return found;
  }
  for (const parameter of node.parameters) {
    if (!fits(parameter, text)) continue;
    const { node: next } = parameter;
    const found = slash < 0 ? next.endpoint : follow(next, path, slash + 1);
    if (found !== null) return found;
  }
  return left < 0 ? null : node.rest;
}
