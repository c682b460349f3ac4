"use client";

import dynamic from "next/dynamic";
import type { Sparkline } from "@/lib/usage/summary";
import type { ApplicationActions } from "./application-actions";
import { ApplicationCards } from "./application-cards";
import type { ManagedApplication } from "./application-menu";

/** Loaded only by who looks at the table. */
const ApplicationTable = dynamic(
  async () => (await import("./application-table")).ApplicationTable,
);

export function ApplicationList({
  view,
  sort,
  traffic,
  ...shared
}: {
  view: "cards" | "table";
  sort: string;
  slug: string;
  applications: ManagedApplication[];
  /** Of the last 24 hours. */
  traffic: ReadonlyMap<string, Sparkline>;
  actions: ApplicationActions;
}) {
  return view === "cards" ? (
    <ApplicationCards {...shared} traffic={traffic} />
  ) : (
    <ApplicationTable {...shared} sort={sort} />
  );
}
