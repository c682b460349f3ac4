import { Skeleton, SkeletonTable } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <>
      <Skeleton className="h-7 w-48" />
      <div className="grid grid-cols-2 gap-3 max-lg:*:last:col-span-2 sm:gap-4 lg:grid-cols-5">
        {["requests", "refused", "keys", "expiring", "idle"].map((stat) => (
          <Skeleton key={stat} className="h-28 rounded-lg" />
        ))}
      </div>
      <SkeletonTable rows={6} columns={2} />
    </>
  );
}
