import { ArrowRight, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { MethodMark } from "@/components/grants/method-mark";
import { Badge } from "@/components/ui/badge";
import type {
  AbsentItem,
  AffectedGrant,
  Counted,
  EndpointFacts,
  ImportResult,
} from "@/lib/catalog/import/result";
import { counted } from "./counted";
import { DeprecatedMark } from "./deprecated-mark";

const mono = "break-all font-mono text-[0.92em]";

/** `GET /orders`, or the name of a permission. */
export function ItemName({ name }: { name: string }) {
  const [method, path] = name.split(" ");
  if (path === undefined) return <code className={mono}>{name}</code>;
  return (
    <span className="inline-flex items-baseline gap-2">
      <MethodMark method={method ?? ""} />
      <code className={mono}>{path}</code>
    </span>
  );
}

const Note = ({ text }: { text: string | undefined }) =>
  text ? <p className="mt-0.5 text-muted text-xs">{text}</p> : null;

export function AddedRow({ item }: { item: ImportResult["added"][number] }) {
  const isEndpoint = item.kind === "endpoint";
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <ItemName name={item.name} />
        {isEndpoint && item.deprecated && <DeprecatedMark />}
        {isEndpoint ? (
          <code className={`${mono} text-muted sm:ml-auto`}>{item.permission}</code>
        ) : (
          <Badge>Permission</Badge>
        )}
      </div>
      <Note text={isEndpoint ? item.summary : item.description} />
      <Note text={item.note} />
    </>
  );
}

const labels: Record<string, string> = {
  path: "Path",
  summary: "Summary",
  deprecated: "Deprecated",
  permission: "Required permission",
  description: "Description",
};

const told = (value: EndpointFacts[keyof EndpointFacts] | undefined): ReactNode => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value ? <span className="break-words">{value}</span> : <i>none</i>;
};

export function ChangedRow({ item }: { item: ImportResult["changed"][number] }) {
  const before: Record<string, EndpointFacts[keyof EndpointFacts]> = { ...item.before };
  return (
    <>
      <ItemName name={item.name} />
      <dl className="mt-1 grid gap-x-4 gap-y-0.5 sm:grid-cols-[9rem_minmax(0,1fr)]">
        {Object.entries(item.after).map(([field, after]) => (
          <div key={field} className="contents">
            <dt className="text-muted">{labels[field]}</dt>
            <dd className="flex flex-wrap items-baseline gap-x-2">
              <del className="text-muted no-underline">{told(before[field])}</del>
              <ArrowRight
                aria-label="becomes"
                className="size-3.5 shrink-0 self-center text-muted"
              />
              <ins className="no-underline">{told(after)}</ins>
            </dd>
          </div>
        ))}
      </dl>
      <Note text={item.note} />
    </>
  );
}

/** “CRM, Shop and 3 more”. */
export const namesOf = ({ count, first }: Counted): string =>
  `${first.join(", ")}${count > first.length ? ` and ${count - first.length} more` : ""}`;

export function GrantedMark({ grantedTo }: Pick<AbsentItem, "grantedTo">) {
  if (grantedTo.count === 0) return null;
  return (
    <Badge tone="warn" icon={<TriangleAlert aria-hidden />}>
      Granted to{" "}
      {grantedTo.count === 1 ? grantedTo.first[0] : counted(grantedTo.count, "application")}
    </Badge>
  );
}

export function SkippedRow({ item }: { item: ImportResult["skipped"][number] }) {
  return (
    <>
      <ItemName name={item.method ? `${item.method} ${item.path}` : item.path} />
      <p className="mt-0.5 text-muted">{item.reason}</p>
    </>
  );
}

export function AffectedRow({ item }: { item: AffectedGrant }) {
  const { application, grant, effect, loses, gains } = item;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="font-medium">{application.name}</span>
        <span className="text-muted">is granted</span>
        <ItemName name={grant} />
        {effect === "removed" && <Badge tone="bad">Goes</Badge>}
      </div>
      {effect === "changed" && loses.count > 0 && (
        <p className="mt-0.5 text-muted">No longer reaches {namesOf(loses)}</p>
      )}
      {effect === "changed" && gains.count > 0 && (
        <p className="mt-0.5 text-muted">Reaches from now on {namesOf(gains)}</p>
      )}
    </>
  );
}
