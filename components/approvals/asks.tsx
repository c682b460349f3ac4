import {
  type AccessRequestSummary,
  asksInWords,
  foremost,
  itemName,
} from "@/lib/approvals/summary";

/** `orders:refund and 2 more`, the name in mono; `A production key`. */
export function Asks({ request }: { request: AccessRequestSummary }) {
  const { kind, items } = request;
  if (kind === "key") return <span className="font-medium">{titled(asksInWords(request))}</span>;
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

/** With a capital where it begins a title, but for the name of a permission. */
const titled = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
