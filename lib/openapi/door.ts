import { env } from "@/lib/env";
import type { Door } from "@/lib/verification/caller";
import { type Document, documentOf, publicAnswer } from "@/lib/verification/public-answer";
import { openApiDocument } from "./document";

let made: Document | undefined;

function description(): Document {
  const { PUBLIC_URL: portal, GATE_PUBLIC_URL: gate } = env();
  made ??= documentOf(openApiDocument({ portal, gate }));
  return made;
}

/** `GET /openapi.json`: what the API takes and answers, for anyone. */
export const descriptionDoor: Door = async (caller) => publicAnswer(caller, description());
