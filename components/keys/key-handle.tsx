import { CopyText } from "@/components/ui/copy-text";
import type { KeySummary } from "@/lib/keys/summary";

/** By what a key is known: a secret key by its public half, a JWT key by its id, the `jti`. */
export const handleOf = ({ id, sharedKey }: Pick<KeySummary, "id" | "sharedKey">) =>
  sharedKey === null ? { value: id, label: "Key ID" } : { value: sharedKey, label: "Shared key" };

export function KeyHandle({
  item,
  short = false,
}: {
  item: Pick<KeySummary, "id" | "sharedKey">;
  /** Cuts an id, which is long. A shared key is always whole. */
  short?: boolean;
}) {
  const { value, label } = handleOf(item);
  return <CopyText value={value} what={label} short={short && item.sharedKey === null} />;
}
