import { isPermissionName } from "@/lib/catalog/fields";

const reads = new Set(["GET", "HEAD", "OPTIONS"]);

const fitting = (name: string): string | null => (isPermissionName(name) ? name : null);

const part = (text: string): string =>
  text
    .replace(/[^a-z0-9._]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 50)
    .replace(/[^a-z0-9]+$/, "");

/**
 * The permission that a scope becomes, or null where it names no resource and action.
 * One that has the form of a permission is kept letter for letter but in lower case, so that
 * `read:orders` stays what servers look for in a token. Otherwise an address loses all but its last
 * segment, and what is left is divided at its first colon, else its last slash, else its last dot:
 * `https://api.example/auth/orders.read` and `Orders.Read` become `orders:read`.
 */
export function permissionOfScope(scope: string): string | null {
  if (scope.length > 300) return null;
  const name = scope.trim().toLowerCase();
  if (isPermissionName(name)) return name;
  const bare = /^[a-z][a-z0-9+.-]*:\/\//.test(name) ? (name.split("/").at(-1) ?? "") : name;
  const cut = [bare.indexOf(":"), bare.lastIndexOf("/"), bare.lastIndexOf(".")].find(
    (index) => index > 0,
  );
  if (cut === undefined) return null;
  const action = bare.slice(cut + 1).replaceAll(":", ".");
  return fitting(`${part(bare.slice(0, cut))}:${part(action)}`);
}

/** What is proposed for an operation of that tag: `orders:read` or `orders:write`. */
export function permissionOfTag(tag: string, method: string): string | null {
  const resource = part(
    tag
      .slice(0, 300)
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .replace(/[._]+/g, "-"),
  );
  return fitting(`${resource}:${reads.has(method) ? "read" : "write"}`);
}

/** What is proposed for an operation without a tag: by the first segment that says something. */
export function permissionOfPath(path: string, method: string): string {
  const saying = path
    .split("/")
    .find((segment) => !/^(?:|api|rest|v\d+(?:\.\d+)*|\{.*)$/i.test(segment));
  return permissionOfTag(saying ?? "", method) ?? permissionOfTag("api", method) ?? "api:read";
}
