import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { APIRequestContext, BrowserContext } from "@playwright/test";
import { product } from "./product";
import { environmentOf } from "./run-product";

export const password = "eleven lanterns over the quay";

export type Person = { email: string; name: string };

export const people = {
  owner: { email: "olive@acme.test", name: "Olive Owner" },
  admin: { email: "adam@acme.test", name: "Adam Admin" },
  developer: { email: "dora@acme.test", name: "Dora Developer" },
  auditor: { email: "aida@acme.test", name: "Aida Auditor" },
  /** Whose password nobody remembers. */
  forgetful: { email: "frank@acme.test", name: "Frank Forgetful" },
} satisfies Record<string, Person>;

/** Made once per run and kept beside the product's data: a worker that starts anew finds it. */
function once<T>(name: string, make: () => T): T {
  const file = join(product().dataDir, `e2e-${name}.json`);
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  const made = make();
  writeFileSync(file, JSON.stringify(made));
  return made;
}

/** Runs `npm run admin -- …` on the product and returns what it prints. */
function admin(...args: string[]) {
  const output = execFileSync(process.execPath, ["scripts/admin.mjs", ...args, "--json"], {
    env: environmentOf(product()),
    input: password,
    encoding: "utf8",
  });
  return JSON.parse(output);
}

/** The organization that the stories share, and a service token with every scope. */
export function acme(): { slug: string; serviceToken: string } {
  const { email, name } = people.owner;
  const owner = ["--email", email, "--name", name, "--password-stdin"];
  return once("acme", () => admin("setup", "--organization", "Acme", "--slug", "acme", ...owner));
}

export function addMember(role: "admin" | "developer" | "auditor", { email, name }: Person) {
  const who = ["--email", email, "--name", name, "--role", role, "--password-stdin"];
  const { slug } = acme();
  return once<{ id: string }>(email, () => admin("member", "add", "--organization", slug, ...who));
}

/** Signs the browser in, without its sign-in page. */
export async function signIn(context: BrowserContext, { email }: Person): Promise<void> {
  const { portalUrl } = product();
  const { request } = context;
  const { csrfToken } = await (await request.get(`${portalUrl}/api/auth/csrf`)).json();
  const answer = await request.post(`${portalUrl}/api/auth/callback/credentials`, {
    headers: { origin: portalUrl },
    form: { email, password, csrfToken, json: "true" },
  });
  if (!answer.ok()) throw new Error(`${email} can't sign in: ${await answer.text()}`);
}

/** Calls the management API, as a pipeline would. */
export async function manage(
  request: APIRequestContext,
  method: "GET" | "POST" | "PUT",
  path: string,
  data?: unknown,
) {
  const answer = await request.fetch(`${product().portalUrl}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${acme().serviceToken}` },
    data,
  });
  if (!answer.ok()) throw new Error(`${method} ${path}: ${await answer.text()}`);
  return answer.json();
}

type Door = "portal" | "gate";

/** The verdict of a door on a key. */
export async function verdictOf(
  request: APIRequestContext,
  key: string,
  {
    door = "gate",
    token = acme().serviceToken,
    from,
    ...ask
  }: {
    door?: Door;
    token?: string;
    api?: string;
    permissions?: string[];
    from?: { ip?: string; origin?: string };
  } = {},
) {
  const url = door === "gate" ? product().gateUrl : product().portalUrl;
  const answer = await request.post(`${url}/v1/keys/verify`, {
    headers: { authorization: `Bearer ${token}` },
    data: { key, ...ask, ...(from && { request: from }) },
  });
  return answer.json();
}
