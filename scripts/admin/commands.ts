import { closeDatabase } from "@/db/client";
import { findOrganizationBySlug } from "@/db/lookup";
import { migrate } from "@/db/migrate";
import { type SystemActor, systemActor } from "@/lib/access/actor";
import { scopes } from "@/lib/access/rights";
import type { Env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import { newId, type OrganizationId } from "@/lib/ids";
import { setUp } from "@/lib/installation/set-up";
import { addMember } from "@/lib/members/add";
import { prepareSecrets } from "@/lib/secrets/installation";
import { createToken } from "@/lib/tokens/create";

/** Brings the database to what this build needs. The set-up link of a running product stays valid. */
export async function prepare({ DATABASE_OWNER_URL, DATABASE_URL = "" }: Env): Promise<void> {
  await migrate(DATABASE_OWNER_URL ?? DATABASE_URL);
  await prepareSecrets();
}

export const close = () => closeDatabase(2);

const commandLine = (organizationId: OrganizationId): SystemActor =>
  systemActor(organizationId, "command-line", newId("req"));

async function actorIn(slug: string): Promise<SystemActor> {
  const found = await findOrganizationBySlug(slug);
  if (!found) throw notFound("organization");
  return commandLine(found.organizationId);
}

type SetupOptions = { organization: string; slug: string; email: string; name: string };

export async function setup(options: SetupOptions, password: string) {
  const { organization, slug, email, name } = options;
  const origin = { requestId: newId("req"), network: null, userAgent: null };
  const made = await setUp({ organization, slug, email, name, password }, origin, "command-line");
  const { serviceToken } = await createToken(commandLine(made.organizationId), {
    name: "Command line",
    scopes,
  });
  const { organizationId, userId } = made;
  return { organizationId, slug: made.slug, userId, serviceToken };
}

type TokenOptions = {
  organization: string;
  name: string;
  scopes: string;
  api?: string;
  environment?: string;
  expires?: string;
};

export async function createTokenFor(options: TokenOptions) {
  return createToken(await actorIn(options.organization), {
    name: options.name,
    scopes: options.scopes === "all" ? scopes : options.scopes.split(",").map((s) => s.trim()),
    api: options.api,
    environment: options.environment,
    expiresAt: options.expires && timeOf(options.expires),
  });
}

/** `90d` counts from now; anything else is left to the verb. */
function timeOf(text: string): string {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  return days ? new Date(Date.now() + Number(days) * 86_400_000).toISOString() : text;
}

type MemberOptions = { organization: string; email: string; name: string; role: string };

export async function addMemberTo(options: MemberOptions, password: string | undefined) {
  const { organization, email, name, role } = options;
  return addMember(await actorIn(organization), { email, name, role, password });
}
