import type { accessRequests } from "@/db/schema";
import type { ApplicationSummary } from "@/lib/applications/summary";
import type { Method } from "@/lib/catalog/summary";
import type {
  AccessRequestId,
  ApiId,
  ApplicationId,
  EndpointId,
  GrantId,
  KeyId,
  MemberId,
  PermissionId,
} from "@/lib/ids";
import type { Environment } from "@/lib/keys/format";

export type RequestRow = typeof accessRequests.$inferSelect;
export type RequestStatus = RequestRow["status"];
export type RequestKind = RequestRow["kind"];

/** One permission or endpoint that is asked for: exactly one of both is there. */
export type RequestItem = {
  /** Of the grant that it becomes. */
  id: GrantId;
  api: { id: ApiId; slug: string; name: string };
  permission: { id: PermissionId; name: string; description: string } | null;
  endpoint: {
    id: EndpointId;
    method: Method;
    path: string;
    summary: string;
    permission: string | null;
  } | null;
  /** Whether the permission is, or the one that the endpoint requires. */
  sensitive: boolean;
};

/** A request for access. Times are RFC 3339 UTC. */
export type AccessRequestSummary = {
  id: AccessRequestId;
  /** For grants, or for generating one key. */
  kind: RequestKind;
  application: { id: ApplicationId; name: string };
  status: RequestStatus;
  /** What of it is still in the catalogue, by API and name; empty for a key. */
  items: RequestItem[];
  environments: Environment[];
  reason: string;
  createdAt: string;
  createdBy: MemberId;
  createdByName: string;
  decidedAt: string | null;
  decidedBy: MemberId | null;
  decidedByName: string | null;
  /** The word that went with the decision. */
  answer: string;
  /** Until when who asked may generate the key that was approved; null for grants. */
  goodUntil: string | null;
  /** The key that was generated with the approval. */
  keyId: KeyId | null;
  revision: number;
};

export type OpenedEndpoint = { id: EndpointId; method: Method; path: string; summary: string };

/** A request with what an approver weighs: the application as it is, and what each item opens. */
export type AccessRequestDetail = AccessRequestSummary & {
  /** `granted`: the application has it already, and is to have it approved. */
  items: (RequestItem & { opens: OpenedEndpoint[]; granted: boolean })[];
  application: Pick<
    ApplicationSummary,
    "id" | "name" | "status" | "baseUrl" | "ownerName" | "keys" | "lastUsedAt"
  > & { grants: number; deleted: boolean };
};

/** `orders:refund`, `GET /orders`. */
export const itemName = ({ permission, endpoint }: RequestItem): string =>
  permission?.name ?? `${endpoint?.method} ${endpoint?.path}`;

/** Which of several stands for all: what is sensitive, if anything. */
export const foremost = (items: readonly RequestItem[]): RequestItem | undefined =>
  items.find((item) => item.sensitive) ?? items[0];

/** How long the approval of a key is good for, in days. */
export const keyApprovalDays = 7;

/** `orders:refund and 2 more`, `a production key`. */
export function asksInWords({
  kind,
  items,
  environments,
}: Pick<AccessRequestSummary, "kind" | "items" | "environments">): string {
  if (kind === "key") return `a ${environments[0] ?? ""} key`;
  const first = foremost(items);
  if (!first) return "nothing that is still in the catalogue";
  const others = items.length - 1;
  return others > 0 ? `${itemName(first)} and ${others} more` : itemName(first);
}

/** As told in the audit log: `orders orders:refund`. */
export const namesOf = (items: readonly RequestItem[]): string[] =>
  items.map((item) => `${item.api.slug} ${itemName(item)}`);
