import { caddy, nginx } from "./gateways";
import type { Place, Snippet, SnippetOf } from "./place";
import { curl, express, nextRoute, node, oauth, python } from "./programs";

const all = { curl, node, express, next: nextRoute, python, nginx, caddy, oauth } as const;

export type SnippetId = keyof typeof all;

/** Ready to use with the API's own values: each is run as it stands by the tests. */
export const integrationSnippets = (place: Place): (Snippet & { id: SnippetId })[] =>
  Object.entries<SnippetOf>(all).map(([id, make]) => ({ id: id as SnippetId, ...make(place) }));
