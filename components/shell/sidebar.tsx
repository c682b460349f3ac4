"use client";

import { ChevronsUpDown, Plus } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { isCurrent } from "@/components/ui/is-current";
import { Mark } from "@/components/ui/mark";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import type { NavEntry, OrganizationLink } from "./navigation";

export type SidebarProps = {
  organization: OrganizationLink;
  organizations: OrganizationLink[];
  newOrganizationHref?: string;
  nav: NavEntry[];
};

export function Sidebar({
  onNavigate,
  ...props
}: SidebarProps & {
  onNavigate?: () => void;
}) {
  return (
    <div className="flex h-full flex-col gap-3 p-3">
      <OrganizationSwitcher {...props} />
      <Navigation nav={props.nav} onNavigate={onNavigate} />
    </div>
  );
}

function OrganizationSwitcher({
  organization,
  organizations,
  newOrganizationHref,
}: Omit<SidebarProps, "nav">) {
  const items: MenuEntry[] = [
    { heading: "Organizations" },
    ...organizations.map((entry) => ({
      label: entry.name,
      hint: entry.role,
      href: `/${entry.slug}`,
      checked: entry.slug === organization.slug,
    })),
  ];
  if (newOrganizationHref)
    items.push(
      { separator: true },
      { label: "New organization", icon: <Plus />, href: newOrganizationHref },
    );
  return (
    <Menu
      align="start"
      items={items}
      trigger={
        <Button
          variant="quiet"
          className="h-10 w-full justify-start gap-2.5 px-2 text-left"
          icon={<Mark className="size-5.5!" />}
          aria-label={`Organization: ${organization.name}. Switch`}
        >
          <span className="min-w-0 flex-1 truncate font-semibold">{organization.name}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      }
    />
  );
}

function Navigation({ nav, onNavigate }: { nav: NavEntry[]; onNavigate?: () => void }) {
  const pathname = usePathname();
  const names = [...new Set(nav.map((entry) => entry.group ?? ""))];
  const groups = names.map((name) => ({
    name,
    entries: nav.filter((entry) => (entry.group ?? "") === name),
  }));
  return (
    <nav aria-label="Main" className="flex flex-1 flex-col gap-4 overflow-y-auto">
      {groups.map(({ name, entries }) => (
        <div key={name}>
          {name && <p className="px-2.5 pb-1 text-muted text-xs">{name}</p>}
          <ul className="flex flex-col gap-0.5">
            {entries.map((entry) => {
              const current = isCurrent(pathname, entry);
              return (
                <li key={entry.href}>
                  <Link
                    href={entry.href}
                    onClick={onNavigate}
                    aria-current={current ? "page" : undefined}
                    className={cn(
                      "flex h-8 items-center gap-2.5 rounded-md px-2.5 transition-colors focus-visible:-outline-offset-2 pointer-coarse:h-10 [&_svg]:size-4 [&_svg]:shrink-0",
                      current
                        ? "bg-accent-soft font-medium text-text [&_svg]:text-accent"
                        : "text-muted hover:bg-idle-soft hover:text-text",
                    )}
                  >
                    {entry.icon}
                    {entry.label}
                  </Link>
                </li>
              );
            })}
          </ul>
        </div>
      ))}
    </nav>
  );
}
