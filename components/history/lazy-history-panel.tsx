"use client";

import dynamic from "next/dynamic";
import { SkeletonTable } from "@/components/ui/skeleton";

/** The access history, which comes after what stands above it: its rows are no part of the first load. */
export const LazyHistoryPanel = dynamic(
  () => import("./history-panel").then((file) => file.HistoryPanel),
  { ssr: false, loading: () => <SkeletonTable /> },
);
