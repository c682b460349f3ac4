import {
  Boxes,
  KeyRound,
  LayoutDashboard,
  LayoutGrid,
  Plus,
  ScrollText,
  Settings,
  Users,
} from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { signOutAction, signOutEverywhereAction } from "@/app/(auth)/actions";
import { pageActor } from "@/app/actor";
import { AppShell } from "@/components/shell/app-shell";
import type { CommandItem, NavEntry } from "@/components/shell/navigation";
import { can } from "@/lib/access/authorize";
import { getOrganization } from "@/lib/organizations/get";
import { listMyOrganizations } from "@/lib/organizations/list-mine";
import { searchAction } from "./actions";

type Props = { params: Promise<{ org: string }>; children: ReactNode };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await getOrganization(await pageActor((await params).org));
  return { title: { template: `%s · ${name} · Portcullis`, default: name } };
}

export default async function PortalLayout({ params, children }: Props) {
  const { org } = await params;
  const actor = await pageActor(org);
  const [organization, organizations] = await Promise.all([
    getOrganization(actor),
    listMyOrganizations(actor.userId),
  ]);
  const at = (path: string) => `/${org}${path}`;
  const nav: NavEntry[] = [
    { href: at(""), label: "Overview", icon: <LayoutDashboard />, shortcut: "o", exact: true },
    { href: at("/applications"), label: "Apps", icon: <LayoutGrid />, shortcut: "a" },
    { href: at("/apis"), label: "APIs", icon: <Boxes />, shortcut: "p" },
    { href: at("/keys"), label: "Keys", icon: <KeyRound />, shortcut: "k" },
    ...(can(actor, "audit.read")
      ? [{ href: at("/audit"), label: "Audit log", icon: <ScrollText />, shortcut: "l" }]
      : []),
    { href: at("/members"), label: "Members", icon: <Users />, shortcut: "m" },
    { href: at("/settings"), label: "Settings", icon: <Settings />, shortcut: "s" },
  ];
  const commands: CommandItem[] = can(actor, "application.create")
    ? [
        {
          id: "new-application",
          group: "Do",
          label: "New App",
          keywords: "create register connect application generate key",
          icon: <Plus />,
          href: at("/applications/new"),
        },
      ]
    : [];

  return (
    <AppShell
      organization={organization}
      organizations={organizations}
      nav={nav}
      user={{ name: actor.name, email: actor.email }}
      profileHref={at("/settings/profile")}
      commands={commands}
      search={searchAction.bind(null, org)}
      signOut={signOutAction}
      signOutEverywhere={signOutEverywhereAction}
    >
      {children}
    </AppShell>
  );
}
