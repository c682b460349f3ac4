import {
  Activity,
  Boxes,
  Inbox,
  KeyRound,
  LayoutDashboard,
  LayoutGrid,
  Plus,
  ScrollText,
  Settings,
  ShieldCheck,
  Sparkles,
  UserPlus,
  Users,
} from "lucide-react";
import type { Metadata } from "next";
import type { ReactNode } from "react";
import { signOutAction, signOutEverywhereAction } from "@/app/(auth)/actions";
import { pageActor } from "@/app/actor";
import { NotificationBell } from "@/components/notifications/notification-bell";
import { AppShell } from "@/components/shell/app-shell";
import type { CommandItem, NavEntry } from "@/components/shell/navigation";
import { ViewerZone } from "@/components/shell/viewer-zone";
import { can } from "@/lib/access/authorize";
import { countUnread } from "@/lib/notifications/count-unread";
import { getOrganization } from "@/lib/organizations/get";
import { listMyOrganizations } from "@/lib/organizations/list-mine";
import { searchAction } from "./actions";
import { markReadAction } from "./inbox/actions";

type Props = { params: Promise<{ org: string }>; children: ReactNode };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { name } = await getOrganization(await pageActor((await params).org));
  return { title: { template: `%s · ${name} · Portcullis`, default: name } };
}

export default async function PortalLayout({ params, children }: Props) {
  const { org } = await params;
  const actor = await pageActor(org);
  const [organization, organizations, unread] = await Promise.all([
    getOrganization(actor),
    listMyOrganizations(actor.userId),
    countUnread(actor),
  ]);
  const at = (path: string) => `/${org}${path}`;
  const nav: NavEntry[] = [
    { href: at(""), label: "Overview", icon: <LayoutDashboard />, shortcut: "o", exact: true },
    { href: at("/applications"), label: "Apps", icon: <LayoutGrid />, shortcut: "a" },
    { href: at("/apis"), label: "APIs", icon: <Boxes />, shortcut: "p" },
    { href: at("/keys"), label: "Keys", icon: <KeyRound />, shortcut: "k" },
    { href: at("/usage"), label: "Usage", icon: <Activity />, shortcut: "u" },
    ...(can(actor, "audit.read")
      ? [{ href: at("/audit"), label: "Audit log", icon: <ScrollText />, shortcut: "l" }]
      : []),
    { href: at("/members"), label: "Members", icon: <Users />, shortcut: "m" },
    { href: at("/policies"), label: "Policies", icon: <ShieldCheck />, shortcut: "y" },
    { href: at("/settings"), label: "Settings", icon: <Settings />, shortcut: "s" },
  ];
  const inbox = {
    id: "inbox",
    group: "Go to",
    label: "Inbox",
    keywords: "requests access approve notifications",
    icon: <Inbox />,
    href: at("/inbox"),
  };
  const hygiene = {
    id: "hygiene",
    group: "Go to",
    label: "Key hygiene",
    keywords: "unused idle old never expires findings clean up",
    icon: <Sparkles />,
    href: at("/keys/hygiene"),
  };
  const newApplication = {
    id: "new-application",
    group: "Do",
    label: "New App",
    keywords: "create register connect application generate key",
    icon: <Plus />,
    href: at("/applications/new"),
  };
  const invite = {
    id: "invite",
    group: "Do",
    label: "Invite member",
    keywords: "add person user invitation link",
    icon: <UserPlus />,
    href: at("/members?invite=1"),
  };
  const commands: CommandItem[] = [
    ...(can(actor, "application.create") ? [newApplication] : []),
    ...(can(actor, "member.edit") ? [invite] : []),
    inbox,
    hygiene,
  ];

  return (
    <AppShell
      organization={organization}
      organizations={organizations}
      nav={nav}
      user={{ name: actor.name, email: actor.email }}
      profileHref={at("/settings/profile")}
      commands={commands}
      search={searchAction.bind(null, org)}
      bell={
        <NotificationBell slug={org} drawn={{ unread }} markRead={markReadAction.bind(null, org)} />
      }
      signOut={signOutAction}
      signOutEverywhere={signOutEverywhereAction}
    >
      <ViewerZone />
      {children}
    </AppShell>
  );
}
