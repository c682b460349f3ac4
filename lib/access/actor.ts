import type { Tenant } from "@/db/transact";
import type {
  ApiId,
  ApplicationId,
  KeyId,
  MemberId,
  OrganizationId,
  RequestId,
  SessionId,
  TokenId,
  UserId,
} from "@/lib/ids";
import type { Role, Scope } from "./rights";

/** Where a request came from, as the audit log tells it. */
export type Origin = { requestId: RequestId; network: string | null; userAgent: string | null };

declare const made: unique symbol;
type Made = Tenant & { origin: Origin; name: string; readonly [made]: true };

export type MemberActor = Made & {
  kind: "member";
  id: MemberId;
  role: Role;
  userId: UserId;
  sessionId: SessionId;
  email: string;
  organizationSlug: string;
};

export type TokenActor = Made & {
  kind: "token";
  id: TokenId;
  scopes: readonly Scope[];
  apiId: ApiId | null;
  environment: "development" | "staging" | "production" | null;
  expiresAt: Date | null;
};

export type KeyActor = Made & { kind: "key"; id: KeyId; applicationId: ApplicationId };

export type SystemActor = Made & { kind: "system"; id: string };

/** Who does something in one organization. Made in `lib/access` only. */
export type Actor = MemberActor | TokenActor | KeyActor | SystemActor;

type Parts<A extends Actor> = Omit<A, typeof made>;

/** For `lib/access` only: turns proven facts into an actor. */
export const makeActor = <A extends Actor>(parts: Parts<A>): A => parts as unknown as A;

/** A job of the worker, or the administration command line, in one organization. */
export function systemActor(
  organizationId: OrganizationId,
  job: string,
  requestId: RequestId,
): SystemActor {
  return makeActor<SystemActor>({
    kind: "system",
    id: job,
    name: `${job.charAt(0).toUpperCase()}${job.slice(1).replaceAll("-", " ")}`,
    organizationId,
    origin: { requestId, network: null, userAgent: null },
  });
}
