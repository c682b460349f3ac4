const longest = 300;

/** What asks, in its own words and as far as a gate takes them; undefined where it says nothing. */
export const userAgentOf = (headers: {
  get(name: string): string | null | undefined;
}): string | undefined =>
  headers
    .get("user-agent")
    ?.replace(/\p{Cc}+/gu, " ")
    .slice(0, longest) || undefined;
