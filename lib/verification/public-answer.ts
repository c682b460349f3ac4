import { createHash } from "node:crypto";
import { type Answer, jsonAnswer } from "@/lib/problem";
import type { Caller } from "./caller";

/** For how many seconds what everybody may know is kept by those who asked. */
const keptSeconds = 300;

/** A text and its entity tag. */
export type Document = { text: string; etag: string };

export function documentOf(value: unknown): Document {
  const text = JSON.stringify(value);
  const digest = createHash("sha256").update(text).digest("base64url");
  return { text, etag: `"${digest.slice(0, 22)}"` };
}

/**
 * JSON for everybody, also for scripts of other origins; 304 for those who have it
 * (RFC 9110 §13.1.2). `brief`: to be asked for anew each time.
 */
export function publicAnswer(
  { headers, origin }: Pick<Caller, "headers" | "origin">,
  { text, etag }: Document,
  { brief = false } = {},
): Answer {
  const { headers: own } = jsonAnswer(null, origin.requestId, {
    headers: {
      "access-control-allow-origin": "*",
      "cache-control": brief ? "public, no-cache" : `public, max-age=${keptSeconds}`,
      etag,
    },
  });
  const known = headers.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  return known.some((one) => one === "*" || one.replace(/^W\//, "") === etag)
    ? { status: 304, headers: own, body: "" }
    : { status: 200, headers: own, body: text };
}
