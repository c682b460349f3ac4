import { z } from "zod";
import { normalEncoding } from "./normal-path";
import { segmentsOf } from "./segments";

const literal = /^(?:[A-Za-z0-9\-._~!$&'()*+,=:@]|%[0-9A-F]{2})*$/;

/** What is wrong with a path template in OpenAPI's form, `/orders/{orderId}`, or null. */
function fault(path: string): string | null {
  if (!path.startsWith("/")) return "Begin with a slash, as in /orders/{orderId}.";
  if (/[?#]/.test(path)) return "No query and no fragment: leave out ? and #.";
  if (path === "/") return null;
  const texts = path.slice(1).split("/");
  if (texts.includes("")) return "No empty segments: leave out doubled and trailing slashes.";
  if (texts.some((text) => text === "." || text === "..")) return "No . or .. as a segment.";
  if (/%(?:2F|3B|5C|[01][0-9A-F]|7F)/.test(path)) {
    return "No encoded slash, semicolon, backslash or control character.";
  }
  const segments = segmentsOf(path);
  const literals = segments.flatMap((segment) => {
    if (segment.kind === "literal") return [segment.text];
    return segment.kind === "rest" ? [] : [segment.before, segment.after];
  });
  if (literals.some((text) => /[{}]/.test(text))) {
    return "At most one parameter in a segment: a name in braces, as in /orders/{orderId}:cancel.";
  }
  if (segments.slice(0, -1).some(({ kind }) => kind === "rest")) {
    return "Only the last segment can stand for several, as in /files/{path*}.";
  }
  const names = segments.flatMap((segment) => (segment.kind === "literal" ? [] : [segment.name]));
  if (new Set(names).size < names.length) return "Give each parameter its own name.";
  if (literals.some((text) => !literal.test(text))) {
    return "Letters, digits and -._~!$&'()*+,=:@ only; percent-encode anything else.";
  }
  return null;
}

/**
 * A path template, normalised, at most 500 characters: literal segments, segments with one
 * parameter, `{id}` or `{id}:cancel`, and as the last `{rest*}` for one or more segments.
 */
export const pathField = () =>
  z
    .string("Enter a path such as /orders/{orderId}.")
    .max(500, "At most 500 characters.")
    .transform((value) => normalEncoding(value.trim()))
    .superRefine((value, context) => {
      const message = fault(value);
      if (message) context.addIssue({ code: "custom", message });
    });
