import { createKey } from "@/lib/keys/create";
import { editKey } from "@/lib/keys/edit";
import { revokeKey } from "@/lib/keys/revoke";
import { disableKey, enableKey, quarantineKey } from "@/lib/keys/set-status";
import { jwtWish } from "@/lib/testing/jwt";
import { environments, networkNames } from "./facts";
import type { Kind } from "./step";
import { permissions, slugs } from "./walk";

const fresh = { status: "active", stoppedBy: null, network: null, audience: null } as const;

const makeKey: Kind = (walk, who, actor) => {
  if (walk.keysThatWork().length > 12) return null;
  const [application, environment] = [walk.application(), walk.one(environments)];
  const own = walk.chance(0.6) ? null : permissions.filter(() => walk.chance(0.5));
  const owner = walk.model.ownerOfNew(who, application);
  return {
    words: `makes a key of ${walk.called(application)} in ${environment} for ${own ?? "all"}`,
    may: walk.model.mayMakeKey(who, application, own),
    async make() {
      const wish = { name: "ci", environment, permissions: own };
      const { key, apiKey } = await createKey(actor, application, wish);
      walk.model.keys.set(key.id, { application, owner, environment, ...fresh, own });
      walk.secrets.set(key.id, apiKey);
      walk.name(key.id, `key${walk.secrets.size}`);
    },
  };
};

const makeToken: Kind = (walk, who, actor) => {
  if (walk.keysThatWork().length > 12) return null;
  const [application, environment] = [walk.application(), walk.one(environments)];
  const own = walk.chance(0.7) ? null : permissions.filter(() => walk.chance(0.5));
  const owner = walk.model.ownerOfNew(who, application);
  const audience = walk.one(slugs);
  const key = { ...fresh, application, owner, environment, own, audience };
  return {
    words: `makes a JWT key of ${walk.called(application)} in ${environment} for ${audience}`,
    may: walk.model.mayMakeToken(who, key),
    async make() {
      const wish = { ...jwtWish(), environment, permissions: own, audiences: [audience] };
      const { key: made, token } = await createKey(actor, application, wish);
      walk.model.keys.set(made.id, key);
      walk.secrets.set(made.id, token);
      walk.name(made.id, `key${walk.secrets.size}`);
    },
  };
};

const narrow: Kind = (walk, who, actor) => {
  const id = walk.pick(walk.keysThatWork());
  if (!id) return null;
  const own = walk.chance(0.3) ? null : permissions.filter(() => walk.chance(0.4));
  return {
    words: `narrows ${walk.called(id)} to ${own ?? "all"}`,
    may: walk.model.narrow(who, id, own),
    make: () => editKey(actor, id, { permissions: own }),
  };
};

const limit: Kind = (walk, who, actor) => {
  const isSecret = (id: string) => walk.model.keys.get(id)?.audience === null;
  const id = walk.pick(walk.keysThatWork().filter(isSecret));
  if (!id) return null;
  const network = walk.chance(0.6) ? null : walk.one(networkNames);
  return {
    words: `limits ${walk.called(id)} to ${network ?? "anywhere"}`,
    may: walk.model.limit(who, id, network),
    make: () => editKey(actor, id, { allowedNetworks: network === null ? null : [network] }),
  };
};

const give: Kind = (walk, who, actor) => {
  const id = walk.pick(walk.keysThatWork());
  if (!id) return null;
  const to = walk.chance(0.2) ? null : walk.member();
  return {
    words: `gives ${walk.called(id)} to ${to ? walk.called(to) : "its application"}`,
    may: walk.model.give(who, id, to),
    make: () => editKey(actor, id, { ownerId: to }),
  };
};

const verbs = {
  active: enableKey,
  disabled: disableKey,
  quarantined: quarantineKey,
  revoked: revokeKey,
} as const;

/** More often is one stopped than revoked, and more often let work again than stopped. */
const wished = [
  "active",
  "active",
  "active",
  "active",
  "disabled",
  "disabled",
  "quarantined",
  "revoked",
] as const;

const setStatus: Kind = (walk, who, actor) => {
  const id = walk.pick(walk.keysThatWork());
  if (!id) return null;
  const status = walk.one(wished);
  return {
    words: `makes ${walk.called(id)} ${status}`,
    may: walk.model.setStatus(who, id, status),
    make: () => verbs[status](actor, id, { note: "So be it." }),
  };
};

/** And how often each is tried. */
export const keyKinds: [Kind, number][] = [
  [makeKey, 7],
  [makeToken, 6],
  [narrow, 8],
  [limit, 5],
  [give, 5],
  [setStatus, 12],
];
