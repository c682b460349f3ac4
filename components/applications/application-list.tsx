"use client";

import dynamic from "next/dynamic";
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
  ...shared
}: {
  view: "cards" | "table";
  sort: string;
  slug: string;
  applications: ManagedApplication[];
  actions: ApplicationActions;
}) {
  return view === "cards" ? (
    <ApplicationCards {...shared} />
  ) : (
    <ApplicationTable {...shared} sort={sort} />
  );
}
