import { plainText } from "./plain-text";
import { at, listAt, type Part, textAt } from "./record";

/** The document's first server, its variables filled in with their defaults; null where it has none. */
export function serverOf(document: Part): { url: string; path: string } | null {
  const [server] = listAt(document, "servers", 1) ?? [];
  const given = textAt(server, "url").slice(0, 2000);
  if (given === "") return null;
  const variables = at(server, "variables");
  const url = given.replace(/\{([^{}]{1,100})\}/g, (whole, name: string) => {
    const value = textAt(at(variables, name), "default");
    return value === "" ? whole : value.slice(0, 200);
  });
  const base = "https://relative.invalid";
  if (!URL.canParse(url, base)) return null;
  const path = decodeBraces(new URL(url, base).pathname.replace(/\/+$/, ""));
  return { url: plainText(url, 300), path: /[{}]/.test(path) ? "" : path };
}

const decodeBraces = (path: string) => path.replaceAll("%7B", "{").replaceAll("%7D", "}");
