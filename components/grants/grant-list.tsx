"use client";

import Link from "next/link";
import { useState } from "react";
import { counted } from "@/components/catalog/counted";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import type { OpenedEndpoint } from "@/lib/grants/opened";
import type { GrantSummary } from "@/lib/grants/summary";
import { GrantRow } from "./grant-row";

/** Of one permission so many single endpoints are shown, until more are asked for. */
const portion = 10;

type Acts = {
  onRemove: ((grant: GrantSummary) => void) | undefined;
  onRequest: ((grant: GrantSummary) => void) | undefined;
  onApprove: ((grant: GrantSummary) => void) | undefined;
};

/** Grants by API and permission. */
export function GrantCards({
  slug,
  grants,
  opened,
  ...acts
}: Acts & { slug: string; grants: GrantSummary[]; opened: OpenedEndpoint[] }) {
  const opens = groupBy(opened, (endpoint) => endpoint.permissionId);
  return (
    <div className="flex flex-col gap-4">
      {[...groupBy(grants, (grant) => grant.api.slug)].map(([apiSlug, own]) => (
        <Card
          key={apiSlug}
          flush
          title={
            <Link href={`/${slug}/apis/${apiSlug}`} className="hover:underline">
              {own[0]?.api.name}
            </Link>
          }
          description={counted(own.length, "grant")}
        >
          <ul className="divide-y divide-line border-t">
            {[...groupBy(own, permissionOf)].map(([permission, alike]) => (
              <Alike key={permission} grants={alike} opens={opens} {...acts} />
            ))}
          </ul>
        </Card>
      ))}
    </div>
  );
}

function Alike({
  grants,
  opens,
  ...acts
}: Acts & { grants: GrantSummary[]; opens: Map<string, OpenedEndpoint[]> }) {
  const [most, setMost] = useState(portion);
  return (
    <>
      {grants.slice(0, most).map((grant) => (
        <GrantRow
          key={grant.id}
          grant={grant}
          opens={opens.get(grant.permission?.id ?? "") ?? []}
          {...acts}
        />
      ))}
      {grants.length > most && (
        <li className="px-3 py-1.5">
          <Button variant="quiet" size="sm" onClick={() => setMost(grants.length)}>
            Show {grants.length - most} more of {permissionOf(grants[0]) || "no permission"}
          </Button>
        </li>
      )}
    </>
  );
}

const permissionOf = (grant: GrantSummary | undefined): string =>
  grant?.permission?.name ?? grant?.endpoint?.permission ?? "";

function groupBy<T>(items: T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
