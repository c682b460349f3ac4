import { CircleCheck } from "lucide-react";
import { Button, ButtonLink } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { ImportResult } from "@/lib/catalog/import/result";
import { counted } from "./counted";
import { changesNothing } from "./import-preview";

const told = (result: ImportResult): string => {
  const of = (kind: "endpoint" | "permission", items: { kind: string }[]) =>
    items.filter((item) => item.kind === kind).length;
  const parts = (["added", "changed", "removed"] as const).flatMap((done) => {
    const counts = (["endpoint", "permission"] as const).flatMap((kind) => {
      const count = of(kind, result[done]);
      return count > 0 ? [counted(count, kind)] : [];
    });
    return counts.length > 0 ? [`${counts.join(" and ")} ${done}`] : [];
  });
  return `${parts.join(", ")}.`;
};

export function ImportDone({
  result,
  href,
  onAgain,
}: {
  result: ImportResult;
  href: string;
  onAgain: () => void;
}) {
  const same = changesNothing(result);
  return (
    <Card flush>
      <div role="status">
        <EmptyState
          icon={<CircleCheck aria-hidden />}
          title={same ? "Nothing changed" : "Imported"}
          action={
            <>
              <ButtonLink href={href} variant="primary">
                Show endpoints
              </ButtonLink>
              <Button onClick={onAgain}>Import another document</Button>
            </>
          }
        >
          {same ? "The catalogue said already what the document says." : told(result)}
        </EmptyState>
      </div>
    </Card>
  );
}
