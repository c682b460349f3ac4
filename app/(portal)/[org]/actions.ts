"use server";

import type { CommandItem } from "@/components/shell/navigation";
import { requireActor } from "@/lib/access/session";
import { listApplications } from "@/lib/applications/list";
import { formResult } from "@/lib/form";
import { listKeys } from "@/lib/keys/list";

/** What the palette finds: applications, and keys by name, shared key or id. */
export async function searchAction(org: string, search: string): Promise<CommandItem[]> {
  const result = await formResult(async () => {
    const actor = await requireActor(String(org));
    const [applications, keys] = await Promise.all([
      listApplications(actor, { search, limit: 6, sort: "name" }),
      listKeys(actor, { search, limit: 6, sort: "name" }),
    ]);
    return [
      ...applications.data.map(({ id, name, baseUrl }) => ({
        id,
        group: "Applications",
        label: name,
        hint: new URL(baseUrl).host,
        href: `/${org}/applications/${id}`,
      })),
      ...keys.data.map(({ id, name, applicationName }) => ({
        id,
        group: "Keys",
        label: name,
        hint: applicationName,
        href: `/${org}/keys/${id}`,
      })),
    ];
  });
  return result.ok ? result.data : [];
}
