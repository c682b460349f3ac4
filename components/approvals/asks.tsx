import { type AccessRequestSummary, foremost, itemName } from "@/lib/approvals/summary";

/** `orders:refund and 2 more`, the name in mono. */
export function Asks({ items }: Pick<AccessRequestSummary, "items">) {
  const first = foremost(items);
  const others = items.length - 1;
  if (!first) return <span className="text-muted">Nothing that is still in the catalogue</span>;
  return (
    <>
      <span className="break-all font-medium font-mono text-sm">{itemName(first)}</span>
      {others > 0 && ` and ${others} more`}
    </>
  );
}
