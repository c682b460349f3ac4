export { SkeletonPage as default } from "@/components/ui/skeleton";
