import { env } from "@/lib/env";
import { notFound } from "@/lib/errors";
import type { Answer } from "@/lib/problem";
import { answering, type Caller } from "@/lib/verification/caller";
import { organizationOfSlug } from "@/lib/verification/known-slugs";
import type { StatusFeeds } from "./feeds";
import { ttl } from "./list";
import { type SignedList, statusList } from "./lists";

const form = /^\/o\/([^/]+)\/status-lists\/([1-9]\d{0,8})$/;

export const isStatusListPath = (path: string): boolean =>
  path.startsWith("/o/") && path.includes("/status-lists/");

/**
 * `GET /o/{slug}/status-lists/{n}` (draft-ietf-oauth-status-list-21 §8), also by former slugs. Its
 * `sub` is the address by which tokens name it, which is that of the gate also where the portal is
 * asked. Answers 404 for an unknown slug or list, 503 where no list can be made that is up to date.
 */
export const statusListDoor = (caller: Caller, feeds: StatusFeeds): Promise<Answer> =>
  answering(caller, async () => {
    const [, slug = "", number = ""] = form.exec(caller.target.split("?", 1)[0] ?? "") ?? [];
    const organizationId = await organizationOfSlug(slug, caller.origin.network);
    if (!organizationId) throw notFound("organization or status list");
    const feed = feeds.feed(organizationId);
    const known = feed.publisher?.issuers ?? (await firstIssuers(feed));
    const issuer = issuerOf(slug, caller.headers, known);
    return listAnswer(caller, await statusList(feed, Number(number), issuer));
  });

/** Of a feed that is made just now. */
async function firstIssuers(feed: ReturnType<StatusFeeds["feed"]>): Promise<string[]> {
  await feed.settles(4_000);
  return feed.publisher?.issuers ?? [];
}

/**
 * The issuer that whoever asks must mean: of that slug, rather where they asked than elsewhere. What
 * they say of that may be a lie: it only chooses among those that tokens were made with.
 */
function issuerOf(slug: string, headers: Caller["headers"], known: readonly string[]): string {
  const own = `${env().GATE_PUBLIC_URL}/o/${slug}`;
  const those = known.filter((issuer) => issuer.endsWith(`/o/${slug}`));
  const there = those.filter((issuer) => new URL(issuer).host === headers.get("host"));
  const asked = there.find((issuer) => issuer.startsWith(`${headers.get("x-forwarded-proto")}:`));
  return asked ?? [there, those].flatMap((some) => preferred(some, own))[0] ?? own;
}

const preferred = (some: readonly string[], own: string): readonly string[] =>
  some.includes(own) ? [own] : some.slice(0, 1);

function listAnswer(
  { headers, origin }: Pick<Caller, "headers" | "origin">,
  { token, etag }: SignedList,
): Answer {
  const own = {
    "access-control-allow-origin": "*",
    "cache-control": `public, max-age=${ttl}`,
    "content-type": "application/statuslist+jwt",
    etag,
    vary: "x-forwarded-proto",
    "x-request-id": origin.requestId,
  };
  const known = headers.get("if-none-match")?.split(/\s*,\s*/) ?? [];
  return known.some((one) => one === "*" || one.replace(/^W\//, "") === etag)
    ? { status: 304, headers: own, body: "" }
    : { status: 200, headers: own, body: token };
}
