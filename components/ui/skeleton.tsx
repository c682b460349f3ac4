import { cn } from "./cn";

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("h-4 animate-pulse rounded-sm bg-line", className)} />;
}

const range = (length: number) => Array.from({ length }, (_, index) => index);

export function SkeletonTable({ rows = 8, columns = 5 }: { rows?: number; columns?: number }) {
  return (
    <div role="status" className="rounded-lg border border-line bg-surface">
      <span className="sr-only">Loading</span>
      {range(rows + 1).map((row) => (
        <div key={row} className="flex h-10 items-center gap-6 border-b px-4 last:border-0">
          {range(columns).map((column) => (
            <Skeleton
              key={column}
              className={cn(
                "h-3",
                row === 0 ? "opacity-60" : "",
                column === 0 ? "w-1/4" : "flex-1",
                column > 1 && "max-sm:hidden",
              )}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

export function SkeletonCards({ count = 6 }: { count?: number }) {
  return (
    <div role="status" className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
      <span className="sr-only">Loading</span>
      {range(count).map((card) => (
        <div
          key={card}
          className="flex h-44 flex-col gap-3 rounded-lg border border-line bg-surface p-5"
        >
          <Skeleton className="w-2/5" />
          <Skeleton className="h-3 w-4/5" />
          <Skeleton className="mt-auto h-8 w-full" />
        </div>
      ))}
    </div>
  );
}

export function SkeletonPage() {
  return (
    <div className="flex flex-col gap-6">
      <div className="flex flex-col gap-2">
        <Skeleton className="h-7 w-48" />
        <Skeleton className="h-3.5 w-80 max-w-full" />
      </div>
      <SkeletonTable />
    </div>
  );
}
