import { createHash } from "node:crypto";
import { env } from "@/lib/env";
import { jsonAnswer } from "@/lib/problem";
import type { Door } from "@/lib/verification/caller";
import { openApiDocument } from "./document";

let made: { text: string; etag: string } | undefined;

function description() {
  if (made) return made;
  const { PUBLIC_URL: portal, GATE_PUBLIC_URL: gate } = env();
  const text = JSON.stringify(openApiDocument({ portal, gate }));
  const digest = createHash("sha256").update(text).digest("base64url");
  made = { text, etag: `"${digest.slice(0, 22)}"` };
  return made;
}

/** `GET /openapi.json`: what the API takes and answers, for anyone. */
export const descriptionDoor: Door = async ({ headers, origin }) => {
  const { text, etag } = description();
  const known = headers.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  const { headers: own } = jsonAnswer(null, origin.requestId, {
    headers: { "cache-control": "public, max-age=300", etag },
  });
  return known.includes(etag) || known.includes(`W/${etag}`)
    ? { status: 304, headers: own, body: "" }
    : { status: 200, headers: own, body: text };
};
