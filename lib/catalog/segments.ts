/** A segment of a path template, with `{parameter}` at most once. */
export type Segment =
  | { kind: "literal"; text: string }
  /** Stands for one or more characters between what is before and after it; both may be empty. */
  | { kind: "parameter"; before: string; after: string; name: string }
  /** The last: stands for one or more segments. */
  | { kind: "rest"; name: string };

const parameter = /^([^{}]*)\{([A-Za-z_][A-Za-z0-9_.-]*)\}([^{}]*)$/;
const rest = /^\{([A-Za-z_][A-Za-z0-9_.-]*)\*\}$/;

function segmentOf(text: string): Segment {
  const [, restName] = rest.exec(text) ?? [];
  if (restName !== undefined) return { kind: "rest", name: restName };
  const [, before = "", name, after = ""] = parameter.exec(text) ?? [];
  if (name !== undefined) return { kind: "parameter", before, after, name };
  return { kind: "literal", text };
}

/** The segments of a path template such as `/orders/{orderId}:cancel`. */
export const segmentsOf = (path: string): Segment[] =>
  path === "/" ? [] : path.slice(1).split("/").map(segmentOf);

function shapeOfSegment(segment: Segment): string {
  if (segment.kind === "literal") return segment.text;
  return segment.kind === "rest" ? "{*}" : `${segment.before}{}${segment.after}`;
}

/** Templates that differ only by the names of their parameters have the same shape. */
export const shapeOf = (path: string): string =>
  `/${segmentsOf(path).map(shapeOfSegment).join("/")}`;

/**
 * Whether two path templates of one method match some path both, with nothing that says which goes
 * first: they have the same shape, or differ first where both have a parameter within literals of
 * the same length.
 */
export function ambiguous(a: string, b: string): boolean {
  const [ours, theirs] = [segmentsOf(a), segmentsOf(b)];
  if (!overlap(ours, theirs)) return false;
  const length = Math.max(ours.length, theirs.length);
  for (let i = 0; i < length; i++) {
    const [one, other] = [ours[i], theirs[i]];
    if (one === undefined || other === undefined) return false;
    if (shapeOfSegment(one) === shapeOfSegment(other)) continue;
    if (one.kind !== "parameter" || other.kind !== "parameter") return false;
    return literalLength(one) === literalLength(other);
  }
  return true;
}

/** Where several parameters fit a segment, the one with the longest literals is tried first. */
export const literalLength = ({ before, after }: { before: string; after: string }): number =>
  before.length + after.length;

/** Whether some path matches both. */
function overlap(ours: Segment[], theirs: Segment[]): boolean {
  for (let i = 0; ; i++) {
    const [one, other] = [ours[i], theirs[i]];
    if (one === undefined || other === undefined) return one === other;
    if (one.kind === "rest" || other.kind === "rest") return true;
    if (!meet(one, other)) return false;
  }
}

type Single = Exclude<Segment, { kind: "rest" }>;

/** Whether some text matches both segments. */
function meet(one: Single, other: Single): boolean {
  if (one.kind === "literal") {
    return other.kind === "literal" ? one.text === other.text : fits(other, one.text);
  }
  if (other.kind === "literal") return fits(one, other.text);
  const begins = one.before.startsWith(other.before) || other.before.startsWith(one.before);
  return begins && (one.after.endsWith(other.after) || other.after.endsWith(one.after));
}

/** Whether the text is a parameter's value, at least one character, between its literals. */
export const fits = (parameter: { before: string; after: string }, text: string): boolean =>
  text.length > literalLength(parameter) &&
  text.startsWith(parameter.before) &&
  text.endsWith(parameter.after);
