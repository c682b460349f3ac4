import { expect, test } from "vitest";
import { environments } from "@/db/schema/keys";
import { ceilings } from "@/db/schema/policies";
import { roleNames } from "@/lib/access/rights";
import { newId } from "@/lib/ids";
import { grant } from "./testing/questions";
import { limitOf, type Standing, usable } from "./usable";

const names = ["orders:read", "orders:write", "orders:refund"];
const granted = names.flatMap((permission) =>
  [[], ["staging"], ["production", "development"]].flatMap((approvedFor) =>
    [null, newId("end")].map((endpointId) =>
      grant({
        permission: endpointId && approvedFor.length === 1 ? null : `${permission}-${approvedFor}`,
        endpointId,
        sensitive: permission === "orders:refund",
        approvedFor: approvedFor as ("staging" | "production" | "development")[],
      }),
    ),
  ),
);
const owns = [null, [], ["orders:read-"], granted.flatMap(({ permission }) => permission ?? [])];
const standings: Standing[] = [
  null,
  "gone",
  ...roleNames.flatMap((role) => ceilings.map((ceiling) => ({ role, ceiling }))),
];

test("what is remembered of one key's reach is never another's", () => {
  for (const round of ["made", "remembered"]) {
    for (const standing of standings) {
      for (const environment of environments) {
        for (const own of owns) {
          const within = granted.filter(
            (each) => limitOf(each, own, environment, standing) === null,
          );
          const permissions = within.filter(({ endpointId }) => endpointId === null);
          const may = usable(granted, own, environment, standing);
          expect([round, standing, environment, own, may]).toEqual([
            round,
            standing,
            environment,
            own,
            {
              permissions: permissions.map(({ permission }) => permission).sort(),
              endpoints: new Set(within.flatMap(({ endpointId }) => endpointId ?? [])),
              isEmpty: within.length === 0,
            },
          ]);
        }
      }
    }
  }
});
