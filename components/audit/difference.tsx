import { DateTime } from "@/components/ui/relative-time";
import type { AuditEventSummary } from "@/lib/audit/summary";

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** What a change altered, field by field. */
export function Difference({ before, after }: Pick<AuditEventSummary, "before" | "after">) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  if (names.length === 0) return <p className="text-muted">No field changed.</p>;
  return (
    <table className="w-full table-fixed text-left text-sm">
      <thead>
        <tr className="text-muted text-xs">
          <th scope="col" className="w-28 pb-1.5 font-medium">
            Field
          </th>
          {before && (
            <th scope="col" className="pb-1.5 font-medium">
              Before
            </th>
          )}
          {after && (
            <th scope="col" className="pb-1.5 font-medium">
              After
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="border-t align-top">
            <th scope="row" className="break-words py-2 pr-3 font-normal text-muted">
              {fieldWords(name)}
            </th>
            {before && (
              <td className="break-words py-2 pr-3">
                <Value value={before[name]} />
              </td>
            )}
            {after && (
              <td className="break-words py-2 font-medium">
                <Value value={after[name]} />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ value }: { value: unknown }) {
  if (value === null || value === undefined || value === "")
    return <span className="text-muted">—</span>;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "string" && timestamp.test(value)) return <DateTime value={value} />;
  if (Array.isArray(value) && value.every((item) => typeof item !== "object"))
    return value.length ? (
      <ul>
        {value.map((item) => (
          <li key={String(item)}>{String(item)}</li>
        ))}
      </ul>
    ) : (
      <span className="text-muted">None</span>
    );
  if (typeof value === "object")
    return (
      <code className="whitespace-pre-wrap break-all font-mono text-xs">
        {JSON.stringify(value, null, 1)}
      </code>
    );
  return String(value);
}

/** `baseUrl` as "Base URL". */
function fieldWords(name: string): string {
  const words = name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replace(/\b(url|api|id)\b/g, (word) => word.toUpperCase());
  return words.charAt(0).toUpperCase() + words.slice(1);
}
