import { normalPath } from "@/lib/catalog/normal-path";
import type { Circumstances, Explanation } from "./explain";

const longest = 200;
const short = (text: string) => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** Why a request matches no endpoint, and what comes near. */
export function explainUnmatched({ place, matcher, request }: Circumstances): Explanation {
  const api = place?.api?.name ?? "The API";
  const page = place?.api ? { fix: `/${place.slug}/apis/${place.api.slug}` } : {};
  const method = request?.method?.toUpperCase() ?? "";
  const path = normalPath(request?.path ?? "");
  if (path === null) {
    return {
      reason:
        "The path matches nothing, since servers differ in what they make of it: it has to begin with a slash, and to have no empty or dot segment, no encoded slash, no backslash, semicolon or control character, and no broken percent-encoding. Send the path as the service is to see it.",
    };
  }
  const asked = `${method} ${short(path)}`.trim();
  const methods = matcher?.methodsFor(path) ?? [];
  if (methods.length > 0) {
    return {
      reason: `${api} has no endpoint for ${asked}, but for ${methods.join(", ")}. Call it by one of these, or add the endpoint.`,
      ...page,
    };
  }
  const shorter = matcher && withoutFirst(path).find((rest) => matcher.match(method, rest));
  if (shorter) {
    return {
      reason: `${api} has no endpoint that matches ${asked}, but one that matches ${short(shorter)}. Templates begin where the path that is asked about begins: correct them, or have the gateway cut off what comes before.`,
      ...page,
    };
  }
  return {
    reason: `${api} has no endpoint that matches ${asked}. Add it to the API, or correct the path.`,
    ...page,
  };
}

/** What is left of the path without its first segments. */
function withoutFirst(path: string): string[] {
  const [, ...segments] = path.split("/");
  return segments.slice(1, 4).map((_, i) => `/${segments.slice(i + 1).join("/")}`);
}
