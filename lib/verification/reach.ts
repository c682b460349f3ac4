import type { ApiId } from "@/lib/ids";
import type { KnownApi } from "./record";
import { type Granted, type Standing, usable } from "./usable";
import { isFor, type KeyRecord } from "./verdict";

type Own = Pick<KeyRecord["key"], "terms">;

/** An API on which a key may do something. */
export type Reach = { slug: string; apiId: ApiId; permissions: readonly string[] };

/**
 * Where a key may do something, as its permissions, its application's grants and its owner allow,
 * and its terms: without them, where a JWT key that is made now may.
 */
export function reachOf(
  { key }: { key: Pick<KeyRecord["key"], "permissions" | "environment"> & Partial<Own> },
  standing: Standing,
  apis: ReadonlyMap<string, KnownApi>,
  granted: ReadonlyMap<ApiId, readonly Granted[]>,
): Reach[] {
  const { terms = null } = key;
  return [...apis.values()].flatMap(({ id, slug }) => {
    if (!isFor({ terms }, id)) return [];
    const may = usable(granted.get(id) ?? [], key.permissions, key.environment, standing);
    return may.isEmpty ? [] : [{ slug, apiId: id, permissions: may.permissions }];
  });
}
