"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import { usePathname } from "next/navigation";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { type Crumb, CrumbContext } from "@/components/ui/breadcrumbs";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/drawer";
import { IconButton } from "@/components/ui/icon-button";
import { isCurrent } from "@/components/ui/is-current";
import { Kbd } from "@/components/ui/kbd";
import { CrumbTrail } from "./crumb-trail";
import type { CommandItem } from "./navigation";
import { ProfileMenu, type ProfileMenuProps } from "./profile-menu";
import { ShortcutsDialog } from "./shortcuts-dialog";
import { Sidebar, type SidebarProps } from "./sidebar";
import { ThemeMenu } from "./theme-menu";
import type { CommandSearch } from "./use-command-search";
import { useModifier } from "./use-modifier";
import { useShortcuts } from "./use-shortcuts";

const loadPalette = () => import("./command-palette");
const CommandPalette = lazy(async () => ({ default: (await loadPalette()).CommandPalette }));

type Panel = "none" | "nav" | "palette" | "shortcuts";

export function AppShell({
  commands,
  search,
  bell,
  children,
  ...props
}: SidebarProps &
  ProfileMenuProps & {
    commands: CommandItem[];
    search?: CommandSearch;
    bell?: ReactNode;
    children: ReactNode;
  }) {
  const { organization, nav } = props;
  const pathname = usePathname();
  const modifier = useModifier();
  const [panel, setPanel] = useState<Panel>("none");
  const [trail, setTrail] = useState<Crumb[]>([]);
  const [paletteAsked, setPaletteAsked] = useState(false);
  const show = (name: Panel) => (open: boolean) => setPanel(open ? name : "none");
  const openPalette = () => {
    setPaletteAsked(true);
    setPanel("palette");
  };
  const openShortcuts = () => setPanel("shortcuts");
  useEffect(() => {
    const timer = setTimeout(loadPalette, 1000);
    return () => clearTimeout(timer);
  }, []);
  useShortcuts(nav, { palette: openPalette, shortcuts: openShortcuts });

  const here = nav.find((entry) => isCurrent(pathname, entry));
  const crumbs: Crumb[] = [
    { label: organization.name, href: `/${organization.slug}` },
    ...(here ? [{ label: here.label, href: here.href }] : []),
    ...trail,
  ];
  const pages = nav.map((entry) => ({ ...entry, id: entry.href, group: "Go to" }));

  return (
    <CrumbContext value={setTrail}>
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-4 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        Skip to content
      </a>
      <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
        <aside className="sticky top-0 hidden h-dvh border-r lg:block">
          <Sidebar {...props} />
        </aside>
        <div className="flex min-h-dvh min-w-0 flex-col">
          <header className="sticky top-0 z-30 flex h-14 items-center gap-1 border-b bg-bg px-2 sm:px-6 lg:pr-4">
            <div className="lg:hidden">
              <Drawer
                side="left"
                bare
                title="Menu"
                open={panel === "nav"}
                onOpenChange={show("nav")}
                trigger={<IconButton label="Menu" icon={<MenuIcon />} />}
              >
                <Sidebar {...props} onNavigate={() => setPanel("none")} />
              </Drawer>
            </div>
            <CrumbTrail items={crumbs} />
            <Button
              onClick={openPalette}
              icon={<Search />}
              className="w-60 justify-start font-normal text-muted max-md:hidden"
            >
              <span className="flex-1 text-left">Search or jump to…</span>
              <Kbd keys={[modifier, "K"]} />
            </Button>
            <div className="md:hidden">
              <IconButton label="Search or jump to" icon={<Search />} onClick={openPalette} />
            </div>
            {bell}
            <ThemeMenu />
            <ProfileMenu {...props} onShortcuts={openShortcuts} />
          </header>
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto flex w-full max-w-[87.5rem] flex-1 flex-col gap-6 px-4 py-6 outline-none sm:px-6"
          >
            {children}
          </main>
        </div>
      </div>
      {paletteAsked && (
        <Suspense>
          <CommandPalette
            open={panel === "palette"}
            onOpenChange={show("palette")}
            items={[...commands, ...pages]}
            search={search}
          />
        </Suspense>
      )}
      <ShortcutsDialog open={panel === "shortcuts"} onOpenChange={show("shortcuts")} nav={nav} />
    </CrumbContext>
  );
}
