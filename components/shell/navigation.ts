import type { ReactNode } from "react";

export type NavEntry = {
  href: string;
  label: string;
  icon: ReactNode;
  /** The letter that goes there after `g`. */
  shortcut?: string;
  exact?: boolean;
  /** Entries of one group stand together, under its name. */
  group?: string;
};

export type OrganizationLink = { slug: string; name: string; role?: string };

export type CommandItem = {
  id: string;
  group: string;
  label: string;
  hint?: string;
  icon?: ReactNode;
  keywords?: string;
  href: string;
};
