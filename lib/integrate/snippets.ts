import { caddy, nginx } from "./gateways";
import type { Place, Snippet, SnippetOf } from "./place";
import { curl, express, nextRoute, node, oauth, python } from "./programs";
import { pythonOffline, resourceServer } from "./resource-servers";
import { sdk, sdkExpress, sdkHono, sdkNext } from "./sdk";

const asking = { curl, node, express, next: nextRoute, python, nginx, caddy, oauth } as const;

const offline = { sdk, sdkExpress, sdkHono, sdkNext, resourceServer, pythonOffline } as const;

export type SnippetId = keyof typeof asking | keyof typeof offline;

type Found = Snippet & { id: SnippetId };

const made = (snippets: Record<string, SnippetOf>, place: Place): Found[] =>
  Object.entries(snippets).map(([id, make]) => ({ id: id as SnippetId, ...make(place) }));

/** Ask the gate about each call. Ready to use with the API's own values: each is run by the tests. */
export const integrationSnippets = (place: Place): Found[] => made(asking, place);

/** Verify JWT keys without asking. Ready to use as well, and run by the tests. */
export const offlineSnippets = (place: Place): Found[] => made(offline, place);
