import { Stat } from "@/components/ui/stat";
import type { Overview } from "@/lib/overview/summary";

const number = (value: number) => value.toLocaleString("en");

export function Stats({ org, overview }: { org: string; overview: Overview }) {
  const { applications, keys, apis } = overview;
  return (
    <div className="grid grid-cols-2 gap-3 max-lg:*:last:col-span-2 sm:gap-4 lg:grid-cols-5">
      <Stat
        label="Applications"
        value={number(applications.active)}
        hint={`${number(applications.inactive)} inactive`}
        href={`/${org}/applications`}
      />
      <Stat
        label="Active keys"
        value={number(keys.active)}
        hint={`${number(keys.production)} in production`}
        href={`/${org}/keys?status=active`}
      />
      <Stat
        label="Expiring soon"
        value={number(keys.expiringSoon)}
        hint="Within 7 days"
        tone={keys.expiringSoon ? "warn" : undefined}
        href={`/${org}/keys?status=expiring&sort=expiresAt`}
      />
      <Stat
        label="Never expire"
        value={number(keys.neverExpires)}
        hint={`${keys.idle ? number(keys.idle) : "None"} idle for 90 days`}
        tone={keys.neverExpires ? "warn" : undefined}
        href={`/${org}/keys?status=active&sort=-expiresAt`}
      />
      <Stat label="APIs" value={number(apis)} hint="Protected services" href={`/${org}/apis`} />
    </div>
  );
}
