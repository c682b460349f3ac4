import { Card } from "@/components/ui/card";
import { DateTime } from "@/components/ui/relative-time";
import type { QuotaUse } from "@/lib/alerts/summary";
import { QuotaMeter } from "./quota-meter";
import { quotaWords } from "./quota-words";

/** What a key has used of its quota and how that goes on. */
export function QuotaCard({ use }: { use: QuotaUse }) {
  return (
    <Card title="Usage against quota" description={quotaWords(use)}>
      <QuotaMeter use={use} label="Quota used" />
      <p className="mt-1 text-muted text-sm">
        It begins anew <DateTime value={use.endsAt} />.
      </p>
    </Card>
  );
}
