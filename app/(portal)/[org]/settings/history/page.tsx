import type { Metadata } from "next";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { HistorySettingsForm } from "@/components/history/history-settings-form";
import { daysWords } from "@/components/history/kept-for";
import { networkChoices } from "@/components/history/network-words";
import { Card } from "@/components/ui/card";
import { KeyValueList } from "@/components/ui/key-value-list";
import { can } from "@/lib/access/authorize";
import { getOrganization } from "@/lib/organizations/get";
import { keptDays, mostHistoryDays } from "@/lib/usage/partitions";
import { setHistoryAction } from "./actions";

export const metadata: Metadata = { title: "Usage & history" };

export default async function HistorySettingsPage({ params }: Pick<PageInput, "params">) {
  const { org } = await params;
  const actor = await pageActor(org);
  const { historyDays, historyNetworks, revision } = await getOrganization(actor);
  const networks = networkChoices.find(({ value }) => value === historyNetworks);
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      {can(actor, "history.edit") ? (
        <HistorySettingsForm
          key={revision}
          historyDays={historyDays}
          historyNetworks={historyNetworks}
          mostDays={mostHistoryDays}
          save={setHistoryAction.bind(null, org, revision)}
        />
      ) : (
        <Card title="Access history">
          <KeyValueList
            items={[
              { label: "Each request is kept", value: daysWords(historyDays) },
              { label: "Networks", value: networks?.label, hint: networks?.hint },
            ]}
          />
        </Card>
      )}
      <Card
        title="Counts"
        description="Every verdict is counted, whether its request is kept one by one or not. Counts hold no addresses."
      >
        <KeyValueList
          columns={3}
          items={[
            { label: "By minute", value: `${keptDays.minutes} days` },
            { label: "By hour", value: `${keptDays.hours} days` },
            { label: "By day", value: `${keptDays.days} days` },
          ]}
        />
      </Card>
    </div>
  );
}
