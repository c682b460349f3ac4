import type { Failure } from "@/components/ui/use-answer";

const placed =
  /^(name|kind|expiresAt|notBefore|ownerId|note|(permissions|audiences|allowedNetworks|allowedOrigins|tags)(\.\d+)?|rateLimits\.\d+\.limit|quota\.limit)$/;

/** Whether the fields of a key show an error at that path. */
export const isPlaced = (path: string): boolean => placed.test(path);

/** What of a failure no field shows: for a banner above the form. */
export function unplaced(
  failure: Failure | undefined,
  shown: (path: string) => boolean = isPlaced,
): { message: string; requestId?: string | undefined } | undefined {
  if (!failure) return undefined;
  const { message, errors, requestId } = failure;
  if (errors.length === 0) return { message, requestId };
  const left = errors.filter(({ path }) => !shown(path)).map((error) => error.message);
  return left.length > 0 ? { message: [...new Set(left)].join(" "), requestId } : undefined;
}
