import { Suspense } from "react";
import { LeaderCard } from "@/components/usage/leader-card";
import { LeaderSkeleton } from "@/components/usage/usage-skeleton";
import type { MemberActor } from "@/lib/access/actor";
import { usageAskers, usageCalled } from "@/lib/usage/leaders";
import type { usageLinks } from "./links";

type Props = {
  actor: MemberActor;
  query: unknown;
  links: Pick<ReturnType<typeof usageLinks>, "application" | "key" | "api" | "endpoint">;
  /** Whether what was before is known. */
  compared: boolean;
};

/** Who asks most and what is asked for most; each comes when it is read, after the charts. */
export const Leaders = (props: Props) => (
  <>
    <Suspense fallback={<LeaderSkeleton />}>
      <Askers {...props} />
    </Suspense>
    <Suspense fallback={<LeaderSkeleton />}>
      <Called {...props} />
    </Suspense>
  </>
);

async function Askers({ actor, query, links, compared }: Props) {
  const { applications, keys } = await usageAskers(actor, query);
  return (
    <>
      {applications && (
        <LeaderCard
          title="Top applications"
          leaders={applications}
          hrefOf={links.application}
          compared={compared}
        />
      )}
      {keys && (
        <LeaderCard title="Top keys" leaders={keys} hrefOf={links.key} compared={compared} />
      )}
    </>
  );
}

async function Called({ actor, query, links, compared }: Props) {
  const { apis, endpoints } = await usageCalled(actor, query);
  return (
    <>
      {apis && (
        <LeaderCard title="Top APIs" leaders={apis} hrefOf={links.api} compared={compared} />
      )}
      {endpoints && (
        <LeaderCard
          mono
          within
          title="Top endpoints"
          leaders={endpoints}
          hrefOf={links.endpoint}
          compared={compared}
        />
      )}
    </>
  );
}
