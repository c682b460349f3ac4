import { Skeleton } from "@/components/ui/skeleton";

const three = [0, 1, 2];

export const LeaderSkeleton = () => (
  <div
    aria-hidden
    className="flex h-64 flex-col gap-4 rounded-lg border border-line bg-surface p-5"
  >
    <Skeleton className="w-32" />
    {three.map((line) => (
      <Skeleton key={line} className="h-3" />
    ))}
  </div>
);

/** A page of usage that is on its way, in the same shape. */
export function UsageSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-6">
      <span className="sr-only">Loading</span>
      <div className="flex flex-wrap justify-between gap-3">
        <Skeleton className="h-9 w-72 max-w-full" />
        <Skeleton className="h-9 w-80 max-w-full" />
      </div>
      <div className="flex flex-col gap-4">
        <div className="grid grid-cols-2 gap-3 max-lg:*:last:col-span-2 sm:gap-4 lg:grid-cols-3">
          {three.map((place) => (
            <div
              key={place}
              className="flex h-26 flex-col gap-3 rounded-lg border border-line bg-surface px-5 py-4"
            >
              <Skeleton className="h-3 w-20" />
              <Skeleton className="h-6 w-24" />
              <Skeleton className="h-3 w-32 max-w-full" />
            </div>
          ))}
        </div>
        <div className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-5">
          <Skeleton className="w-32" />
          <Skeleton className="h-72 rounded-md opacity-60" />
        </div>
        <div className="grid gap-4 lg:grid-cols-2">
          <LeaderSkeleton />
          <LeaderSkeleton />
        </div>
      </div>
    </div>
  );
}
