const nowhere = "http://portcullis.invalid";

/**
 * The path, query and fragment of `target` where it leads to a page of this portal, else `fallback`.
 * `target` is a path or, where `publicUrl` is given, an address of the portal.
 */
export function internalPath(target: unknown, fallback = "/", publicUrl?: string): string {
  if (typeof target !== "string" || target.length > 2000 || /[\p{C}\\]/u.test(target)) {
    return fallback;
  }
  const isPath = target.startsWith("/");
  const own = isPath || !publicUrl ? nowhere : new URL(publicUrl).origin;
  if (!URL.canParse(target, isPath ? own : undefined)) return fallback;
  const url = new URL(target, own);
  const path = url.pathname + url.search + url.hash;
  if (url.origin !== own || path.startsWith("//")) return fallback;
  return /^\/(api|v1|_next|sign-in|setup)(\/|\?|#|$)/.test(path) ? fallback : path;
}
