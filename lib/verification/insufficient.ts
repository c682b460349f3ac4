import type { Role } from "@/lib/access/rights";
import type { Circumstances, Explanation } from "./explain";
import { explainUnmatched } from "./unmatched";
import { type Granted, limitOf } from "./usable";
import { isFor, type KeyRecord, type Question } from "./verdict";

/** Something that is required, and those grants that would do if nothing else stopped the key. */
type Need = {
  /** What to grant, and what to say of it; null where any grant would do. */
  name: string | null;
  lacking: string;
  of: readonly Granted[];
};

type Names = { api: string; holder: string };

function needsOf(question: Question, { api, holder }: Names): Need[] {
  const { granted, permissions, endpoint } = question;
  const all = granted ?? [];
  const notGranted = (what: string) => `${what}, and ${holder} is not granted it.`;
  const named = permissions.map((name) => {
    const same = all.filter(({ permission }) => permission === name);
    const of = same.filter(({ endpointId }) => endpointId === null);
    const aside = same.length > of.length ? ` ${asEndpoint}` : "";
    return { name, lacking: `${notGranted(`${name} of ${api} is required`)}${aside}`, of };
  });
  if (!endpoint) return [...named, { name: null, lacking: "", of: all }];
  const { id, method, path, permission } = endpoint;
  const call = `${method} ${path}`;
  const of = all.filter(
    (grant) =>
      grant.endpointId === id ||
      (grant.endpointId === null && permission !== null && grant.permission === permission),
  );
  const lacking =
    permission === null
      ? `${call} of ${api} requires no permission, and ${holder} is not granted it by itself.`
      : notGranted(`${call} requires ${permission} of ${api}`);
  return [...named, { name: permission ?? call, lacking, of }];
}

const asEndpoint =
  "An endpoint that requires it is granted, which counts for requests to that endpoint only.";

/** Why a key may not do what was asked: a grant that lacks, its own list, or its owner's ceiling. */
export function explainInsufficient(
  { key, application }: KeyRecord,
  question: Question,
  circumstances: Circumstances,
): Explanation {
  const { granted, standing } = question;
  const { place } = circumstances;
  const api = place?.api?.name ?? "the API";
  const holder = `“${application.name}”`;
  const told = (reason: string, page: string): Explanation =>
    place ? { reason, fix: `/${place.slug}/${page}` } : { reason };
  const keyPage = `keys/${key.id}`;
  const keysPage = `applications/${application.id}/keys`;
  const apisPage = `applications/${application.id}/apis`;
  if (standing === "gone") return told(gone, keyPage);
  if (place?.api && !isFor(key, place.api.id)) return told(notNamed(api), keysPage);
  if (question.endpoint === null) return explainUnmatched(circumstances);
  const limit = (grant: Granted) => limitOf(grant, key.permissions, key.environment, standing);
  const need = needsOf(question, { api, holder }).find(({ of }) =>
    of.every((grant) => limit(grant) !== null),
  );
  if (!need) return { reason: "Something that is required is not granted." };

  const { name, of, lacking } = need;
  const dialog = (what: "grant" | "request") =>
    name && place?.api
      ? `${apisPage}?${what}=${encodeURIComponent(`${place.api.slug} ${name}`)}`
      : apisPage;
  if (of.length === 0) {
    const why = granted?.length ? lacking : `${holder} has no grant on ${api}.`;
    return told(
      `${why} Grant ${name ? `${name} of ${api} to ${holder}` : "it what it needs"}.`,
      dialog("grant"),
    );
  }
  const has = name ? `${holder} is granted ${name} of ${api}` : `${holder} has grants on ${api}`;
  if (of.every((grant) => limit(grant) === "own")) {
    const own = key.permissions?.join(", ") || "none";
    return told(
      of.some(({ permission }) => permission !== null)
        ? `${has}, but the key has permissions of its own, which leave it out: ${own}. Add it to the key, or use another key.`
        : `${has}, but the key has permissions of its own, and no such key reaches an endpoint that requires none. Use another key.`,
      keyPage,
    );
  }
  if (standing === null) return told(`${has}.`, apisPage);
  const { role, ceiling } = standing;
  const whose = `${has}, but in ${key.environment} the keys of ${roleWords[role]}, as the key's owner is, may use`;
  if (role === "auditor") {
    const only = ceiling === "none" ? "nothing" : "only what is not sensitive";
    return told(`${whose} ${only}. Give the key another owner.`, keyPage);
  }
  const only = ceiling === "none" ? "what was approved" : "what is not sensitive or was approved";
  return told(
    `${whose} only ${only}. It needs approval for ${key.environment}: have it approved, or give the key another owner.`,
    dialog("request"),
  );
}

const notNamed = (api: string) =>
  `The key's token does not name ${api}, so it may do nothing there. Generate a key for that API as well.`;

const gone =
  "The key's owner is no longer a member of the organization, so the key may do nothing. Give it another owner, or generate a new key.";

const roleWords: Record<Role, string> = {
  owner: "an owner",
  admin: "an admin",
  developer: "a developer",
  auditor: "an auditor",
};
