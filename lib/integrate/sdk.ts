import type { Place, SnippetOf } from "./place";

const literal = (value: unknown) => JSON.stringify(value);

const options = ({ gateUrl, api }: Place) => `{
  gate: ${literal(gateUrl)},
  token: process.env.PORTCULLIS_TOKEN,
  api: ${literal(api)},
}`;

const asked = ({ permission }: Place) =>
  permission ? `{ permissions: [${literal(permission)}] }` : "{}";

const guarded = (place: Place, verifier = "verifier") =>
  place.permission ? `${verifier}, ${asked(place)}` : verifier;

export const sdk: SnippetOf = (place) => ({
  label: "Node",
  file: "verifier.mjs",
  hint: "npm install @portcullis/sdk. Judges JWT keys in your process and hears of each revocation at once; secret keys it gives to the gate. Rate limits and quotas count only what the gate is asked. Express and Hono build on this file.",
  code: `import { createVerifier } from "@portcullis/sdk";

/** One for the whole process. */
export const verifier = createVerifier(${options(place)});

/** Who may call, or why not: serve the call where valid is true. */
export const verify = (key) =>
  verifier.verify(key${place.permission ? `, ${asked(place)}` : ""});
`,
});

export const sdkExpress: SnippetOf = (place) => ({
  label: "Express",
  file: "app.mjs",
  hint: "The key comes as Authorization: Bearer or X-API-Key. Whoever may not call is answered 401, 403 or 429 before your routes, and everyone 503 while nobody can tell.",
  code: `import { guard } from "@portcullis/sdk/express";
import express from "express";
import { verifier } from "./verifier.mjs";

export const app = express();
app.use(guard(${guarded(place)}));

app.get("/orders", (request, response) => {
  response.json({ caller: request.portcullis.applicationId });
});
`,
});

export const sdkHono: SnippetOf = (place) => ({
  label: "Hono",
  file: "app.mjs",
  hint: "The key comes as Authorization: Bearer or X-API-Key. Whoever may not call is answered 401, 403 or 429 before your routes, and everyone 503 while nobody can tell.",
  code: `import { guard } from "@portcullis/sdk/hono";
import { Hono } from "hono";
import { verifier } from "./verifier.mjs";

export const app = new Hono();
app.use(guard(${guarded(place)}));

app.get("/orders", (c) => c.json({ caller: c.get("portcullis").applicationId }));
`,
});

export const sdkNext: SnippetOf = (place) => ({
  label: "Next",
  file: "app/orders/route.js",
  hint: "A route handler that only those reach who may call it; others are answered 401, 403, 429 or, while nobody can tell, 503. All routes share one verifier, which connects when it is first used.",
  code: `import { guard, sharedVerifier } from "@portcullis/sdk/next";

const verifier = sharedVerifier(${options(place)});

const list = (request) =>
  Response.json({ caller: request.portcullis.applicationId });

export const GET = guard(verifier, list${place.permission ? `, ${asked(place)}` : ""});
`,
});
