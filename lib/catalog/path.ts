import { z } from "zod";

const literal = /^(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-F]{2})+$/;
const parameter = /^\{[A-Za-z_][A-Za-z0-9_.-]*\}$/;
const unreserved = /[A-Za-z0-9\-._~]/;

/** Percent-encoding as RFC 3986 §6.2.2 normalises it. */
const normalize = (path: string) =>
  path.replace(/%[0-9A-Fa-f]{2}/g, (code) => {
    const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return unreserved.test(character) ? character : code.toUpperCase();
  });

const isParameter = (segment: string) => segment.startsWith("{");

/** What is wrong with a path template in OpenAPI's form, `/orders/{orderId}`, or null. */
function fault(path: string): string | null {
  if (!path.startsWith("/")) return "Begin with a slash, as in /orders/{orderId}.";
  if (/[?#]/.test(path)) return "No query and no fragment: leave out ? and #.";
  if (path === "/") return null;
  const segments = path.slice(1).split("/");
  if (segments.includes("")) return "No empty segments: leave out doubled and trailing slashes.";
  if (segments.some((segment) => segment === "." || segment === "..")) {
    return "No . or .. as a segment.";
  }
  if (/%(?:2F|5C|[01][0-9A-F]|7F)/.test(path)) {
    return "No encoded slash, backslash or control character.";
  }
  const parameters = segments.filter(isParameter);
  if (segments.some((segment) => /[{}]/.test(segment) && !parameter.test(segment))) {
    return "A parameter is a whole segment: a name in braces, as in /orders/{orderId}.";
  }
  if (new Set(parameters).size < parameters.length) return "Give each parameter its own name.";
  if (segments.some((segment) => !isParameter(segment) && !literal.test(segment))) {
    return "Letters, digits and -._~!$&'()*+,;=:@ only; percent-encode anything else.";
  }
  return null;
}

/** A path template: literal segments and `{name}` segments, normalised, at most 500 characters. */
export const pathField = () =>
  z
    .string("Enter a path such as /orders/{orderId}.")
    .max(500, "At most 500 characters.")
    .transform((value) => normalize(value.trim()))
    .superRefine((value, context) => {
      const message = fault(value);
      if (message) context.addIssue({ code: "custom", message });
    });

/** Templates that differ only by the names of their parameters have the same shape. */
export const shapeOf = (path: string): string =>
  path
    .split("/")
    .map((segment) => (isParameter(segment) ? "{}" : segment))
    .join("/");
