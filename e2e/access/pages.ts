import type { Role } from "@/lib/access/rights";
import type { World } from "./world";

/** `everyone` is seen without a session; otherwise by these roles, to others it does not exist. */
type PageRule = { path: (world: World) => string; seenBy: "everyone" | readonly Role[] };

const all: readonly Role[] = ["owner", "admin", "developer", "auditor"];

const page = (path: string, seenBy: readonly Role[] = all): PageRule => ({
  path: ({ ours, api, application }) =>
    `/${ours.slug}${path.replace("[api]", api.slug).replace("[id]", application.id)}`,
  seenBy,
});

/** Every page of the portal. One that is missing here fails the run. */
export const pages: Record<string, PageRule> = {
  "(auth)/setup": { path: () => "/setup", seenBy: "everyone" },
  "(auth)/sign-in": { path: () => "/sign-in", seenBy: "everyone" },
  "docs/errors": { path: () => "/docs/errors", seenBy: "everyone" },
  "(portal)/[org]": page(""),
  "(portal)/[org]/apis": page("/apis"),
  "(portal)/[org]/apis/[api]": page("/apis/[api]"),
  "(portal)/[org]/apis/[api]/applications": page("/apis/[api]/applications"),
  "(portal)/[org]/apis/[api]/integrate": page("/apis/[api]/integrate"),
  "(portal)/[org]/apis/[api]/permissions": page("/apis/[api]/permissions"),
  "(portal)/[org]/applications": page("/applications"),
  "(portal)/[org]/applications/new": page("/applications/new", ["owner", "admin", "developer"]),
  "(portal)/[org]/applications/[id]": page("/applications/[id]"),
  "(portal)/[org]/applications/[id]/apis": page("/applications/[id]/apis"),
  "(portal)/[org]/applications/[id]/audit": page("/applications/[id]/audit", [
    "owner",
    "admin",
    "auditor",
  ]),
  "(portal)/[org]/applications/[id]/keys": page("/applications/[id]/keys"),
  "(portal)/[org]/applications/[id]/settings": page("/applications/[id]/settings", [
    "owner",
    "admin",
  ]),
  "(portal)/[org]/audit": page("/audit"),
  "(portal)/[org]/keys": page("/keys"),
  "(portal)/[org]/members": page("/members"),
  "(portal)/[org]/settings": page("/settings"),
  "(portal)/[org]/settings/profile": page("/settings/profile"),
  "(portal)/[org]/settings/tokens": page("/settings/tokens", ["owner", "admin", "auditor"]),
};
