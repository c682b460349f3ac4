import Bowser from "bowser";

const known = new Map<string, string>();
const mostKnown = 1000;
const families = new Set(Object.values(Bowser.BROWSER_MAP));
/** A product and its version (RFC 9110 §10.1.5). */
const product = /^([A-Za-z][\w.+-]{0,39})\//;

/**
 * The family of what asked, as `Firefox`, `curl` or `Other`, for the text of a User-Agent: a browser
 * or crawler that is well known, or what a program calls itself; nothing else of the text.
 */
export function familyOf(userAgent: string): string {
  const before = known.get(userAgent);
  if (before !== undefined) return before;
  const family = userAgent.startsWith("Mozilla/") ? browserIn(userAgent) : productIn(userAgent);
  if (known.size === mostKnown) known.clear();
  known.set(userAgent, family);
  return family;
}

const productIn = (userAgent: string) => product.exec(userAgent)?.[1] ?? "Other";

/** Of what it doesn't know the parser makes a name of parts of the text. */
function browserIn(userAgent: string): string {
  const name = Bowser.getParser(userAgent, true).getBrowserName();
  return families.has(name) ? name : "Other";
}
