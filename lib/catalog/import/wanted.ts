import type { Method } from "@/lib/catalog/summary";

/** An operation of a document as an endpoint. */
export type WantedEndpoint = {
  method: Method;
  path: string;
  /** "" where the document has none. */
  summary: string;
  deprecated: boolean;
  permission: string;
  /** Whether the document itself names the permission, by a scope: otherwise it is a proposal. */
  declared: boolean;
  /** What a person should know of how it was read. */
  note?: string;
};

/** What of a document can't become an endpoint, and why. */
export type Skipped = { method: string | null; path: string; reason: string };

/** A document as a catalogue. */
export type Wanted = {
  openapi: string;
  title: string;
  version: string;
  /** The first server, as the document writes it, and the path that it puts before every other. */
  server: { url: string; path: string } | null;
  endpoints: WantedEndpoint[];
  /** The descriptions of the permissions that the endpoints name; "" where there is none. */
  permissions: Map<string, string>;
  skipped: Skipped[];
};
