/** What a snippet is about: one API of an organization, and where things are. */
export type Place = {
  /** `GATE_PUBLIC_URL`, without a slash at the end. */
  gateUrl: string;
  /** Slug of the organization. */
  organization: string;
  /** Slug of the API. */
  api: string;
  /** One that a call may need. */
  permission: string | undefined;
  /** The host that callers call; a gateway answers there. */
  host: string;
  /** The service behind the gateway. */
  upstream: string;
};

/** A file, or a command, that works as it stands once the token is put in. */
export type Snippet = { id: string; label: string; file: string; hint: string; code: string };

export type SnippetOf = (place: Place) => Omit<Snippet, "id">;
