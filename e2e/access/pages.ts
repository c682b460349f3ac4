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
  setup: { path: () => "/setup", seenBy: "everyone" },
  invitations: { path: () => "/invitations", seenBy: "everyone" },
  "sign-in": { path: () => "/sign-in", seenBy: "everyone" },
  "docs/api": { path: () => "/docs/api", seenBy: "everyone" },
  "docs/errors": { path: () => "/docs/errors", seenBy: "everyone" },
  "docs/jwt-keys": { path: () => "/docs/jwt-keys", seenBy: "everyone" },
  "[org]": page(""),
  "[org]/apis": page("/apis"),
  "[org]/apis/[api]": page("/apis/[api]"),
  "[org]/apis/[api]/applications": page("/apis/[api]/applications"),
  "[org]/apis/[api]/import": page("/apis/[api]/import", ["owner", "admin"]),
  "[org]/apis/[api]/integrate": page("/apis/[api]/integrate"),
  "[org]/apis/[api]/permissions": page("/apis/[api]/permissions"),
  "[org]/apis/[api]/usage": page("/apis/[api]/usage"),
  "[org]/applications": page("/applications"),
  "[org]/applications/new": page("/applications/new", ["owner", "admin", "developer"]),
  "[org]/applications/[id]": page("/applications/[id]"),
  "[org]/applications/[id]/alerts": page("/applications/[id]/alerts", [
    "owner",
    "admin",
    "auditor",
  ]),
  "[org]/applications/[id]/apis": page("/applications/[id]/apis"),
  "[org]/applications/[id]/audit": page("/applications/[id]/audit", ["owner", "admin", "auditor"]),
  "[org]/applications/[id]/history": page("/applications/[id]/history", [
    "owner",
    "admin",
    "auditor",
  ]),
  "[org]/applications/[id]/keys": page("/applications/[id]/keys"),
  "[org]/applications/[id]/settings": page("/applications/[id]/settings", ["owner", "admin"]),
  "[org]/applications/[id]/usage": page("/applications/[id]/usage"),
  "[org]/audit": page("/audit"),
  "[org]/inbox": page("/inbox"),
  "[org]/inbox/notifications": page("/inbox/notifications"),
  "[org]/inbox/requests/[request]": {
    path: ({ ours, request }) => `/${ours.slug}/inbox/requests/${request.id}`,
    seenBy: ["owner", "admin", "auditor"],
  },
  "[org]/keys": page("/keys"),
  "[org]/keys/hygiene": page("/keys/hygiene"),
  "[org]/keys/[id]": {
    path: ({ ours, created }) => `/${ours.slug}/keys/${created.key.id}`,
    seenBy: all,
  },
  "[org]/members": page("/members"),
  "[org]/policies": page("/policies"),
  "[org]/policies/breaking": page("/policies/breaking"),
  "[org]/policies/exceptions": page("/policies/exceptions"),
  "[org]/settings": page("/settings"),
  "[org]/settings/gates": page("/settings/gates", ["owner", "admin", "auditor"]),
  "[org]/settings/history": page("/settings/history"),
  "[org]/settings/profile": page("/settings/profile"),
  "[org]/settings/signing-keys": page("/settings/signing-keys", ["owner", "admin", "auditor"]),
  "[org]/settings/tokens": page("/settings/tokens", ["owner", "admin", "auditor"]),
  "[org]/usage": page("/usage"),
  "[org]/usage/history": page("/usage/history"),
};
