import { ShieldAlert } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import type { GrantSummary } from "@/lib/grants/summary";
import { MethodMark } from "./method-mark";

/** Grants by API: what, given by whom, when. */
export function GrantCards({ slug, grants }: { slug: string; grants: GrantSummary[] }) {
  const slugs = [...new Set(grants.map((grant) => grant.api.slug))];
  return (
    <div className="flex flex-col gap-4">
      {slugs.map((apiSlug) => {
        const own = grants.filter((grant) => grant.api.slug === apiSlug);
        const api = own[0]?.api;
        if (!api) return null;
        return (
          <Card
            key={api.slug}
            flush
            title={
              <Link href={`/${slug}/apis/${api.slug}`} className="hover:underline">
                {api.name}
              </Link>
            }
            description={own.length === 1 ? "1 grant" : `${own.length} grants`}
          >
            <ul className="divide-y divide-line border-t">
              {own.map((grant) => (
                <li
                  key={grant.id}
                  className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 px-5 py-2.5"
                >
                  <GrantName grant={grant} />
                  <span className="text-muted text-sm">
                    {grant.createdByName}, <RelativeTime value={grant.createdAt} />
                  </span>
                </li>
              ))}
            </ul>
          </Card>
        );
      })}
    </div>
  );
}

function GrantName({ grant: { permission, endpoint } }: { grant: GrantSummary }) {
  if (endpoint)
    return (
      <span className="flex min-w-0 flex-wrap items-baseline gap-2">
        <MethodMark method={endpoint.method} />
        <span className="break-all font-mono text-sm">{endpoint.path}</span>
        <span className="text-muted text-sm">
          this endpoint only{endpoint.permission && `, of ${endpoint.permission}`}
        </span>
      </span>
    );
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-2">
      <span className="break-all font-medium font-mono text-sm">{permission?.name}</span>
      {permission?.sensitive && (
        <Badge tone="warn" icon={<ShieldAlert aria-hidden />}>
          Sensitive
        </Badge>
      )}
    </span>
  );
}
