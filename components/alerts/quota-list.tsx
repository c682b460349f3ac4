import Link from "next/link";
import type { KeyQuotaUse } from "@/lib/alerts/summary";
import { QuotaMeter } from "./quota-meter";
import { quotaWords } from "./quota-words";

/** The quotas of an application's keys, the fullest first. */
export function QuotaList({ slug, keys, of }: { slug: string; keys: KeyQuotaUse[]; of: number }) {
  return (
    <section aria-labelledby="quotas" className="flex flex-col gap-3">
      <div>
        <h2 id="quotas" className="font-semibold">
          Quotas
        </h2>
        <p className="text-balance text-muted text-sm">
          {of > keys.length && `The fullest ${keys.length} of ${of}. `}
          Who owns the key and who maintains the application are told at 80% and at 100%, owners and
          admins at 100%.
        </p>
      </div>
      {keys.length === 0 ? (
        <p className="rounded-lg border bg-surface px-5 py-4 text-muted">
          No key has a quota. It is set with the key’s limits.
        </p>
      ) : (
        <ul className="grid gap-4 md:grid-cols-2">
          {keys.map((use) => (
            <li key={use.id} className="flex flex-col gap-2 rounded-lg border bg-surface px-5 py-4">
              <div className="flex flex-wrap items-baseline justify-between gap-x-3">
                <Link
                  href={`/${slug}/keys/${use.id}`}
                  className="min-w-0 break-words font-medium hover:underline"
                >
                  {use.name}
                </Link>
                <span className="text-muted text-sm">{quotaWords(use)}</span>
              </div>
              <QuotaMeter use={use} label={`Quota of ${use.name} used`} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
