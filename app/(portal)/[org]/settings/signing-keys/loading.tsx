export { SkeletonTable as default } from "@/components/ui/skeleton";
