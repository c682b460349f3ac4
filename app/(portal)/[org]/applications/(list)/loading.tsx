import { Skeleton, SkeletonCards } from "@/components/ui/skeleton";

export default function Loading() {
  return (
    <div className="flex flex-col gap-6">
      <Skeleton className="h-7 w-40" />
      <Skeleton className="h-9 w-full max-w-lg" />
      <SkeletonCards />
    </div>
  );
}
