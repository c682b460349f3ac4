import type { ApiId } from "@/lib/ids";
import type { KnownApi } from "./record";
import { type Granted, type Standing, usable } from "./usable";
import type { KeyRecord } from "./verdict";

/** An API on which a key may do something. */
export type Reach = { slug: string; apiId: ApiId; permissions: readonly string[] };

/** Where a key may do something, as its permissions, its application's grants and its owner allow. */
export function reachOf(
  { key }: { key: Pick<KeyRecord["key"], "permissions" | "environment"> },
  standing: Standing,
  apis: ReadonlyMap<string, KnownApi>,
  granted: ReadonlyMap<ApiId, readonly Granted[]>,
): Reach[] {
  return [...apis.values()].flatMap(({ id, slug }) => {
    const may = usable(granted.get(id) ?? [], key.permissions, key.environment, standing);
    return may.isEmpty ? [] : [{ slug, apiId: id, permissions: may.permissions }];
  });
}
