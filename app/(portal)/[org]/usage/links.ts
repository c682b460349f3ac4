import { timeParams, withTime } from "@/components/usage/usage-params";
import type { UsageRange } from "@/lib/usage/summary";
import type { Asked } from "./query";

/** What is of the page as it is now. */
const passing = ["page", "event", "do"];

type Patch = Record<string, string | null>;

/** Where the lists of a page of usage lead: to itself, narrowed, or to the same time of another. */
export function usageLinks(org: string, path: string, asked: Asked) {
  const here = (patch: Patch) => {
    const query = new URLSearchParams(
      Object.entries(asked).flatMap(([name, value]) =>
        typeof value === "string" && !passing.includes(name) ? [[name, value]] : [],
      ),
    );
    for (const [name, value] of Object.entries(patch)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    return query.size === 0 ? path : `${path}?${query}`;
  };
  const time = Object.fromEntries(
    timeParams.map((name) => [name, typeof asked[name] === "string" ? asked[name] : undefined]),
  );
  const there = (to: string) => withTime(`/${org}${to}`, time);
  const unfiltered: Patch = { environment: null, outcome: null, application: null };
  return {
    outcome: (outcome: string) => here({ outcome }),
    application: (id: string) => there(`/applications/${id}/usage`),
    key: (id: string) => there(`/keys/${id}`),
    api: (id: string) => there(`/apis/${id}/usage`),
    endpoint: (endpoint: string) => here({ endpoint }),
    network: (network: string) => `${here({ network })}#history`,
    /** Out of a page on which nothing matches. */
    wider: (range: UsageRange, filtered: boolean) => [
      ...(range === "30d"
        ? []
        : [
            {
              href: here({ range: "30d", from: null, to: null, hfrom: null, hto: null }),
              label: "Last 30 days",
            },
          ]),
      ...(filtered
        ? [
            {
              href: here({ ...unfiltered, api: null, key: null, endpoint: null }),
              label: "Clear filters",
            },
          ]
        : []),
    ],
  };
}
