import { TabLinks } from "@/components/ui/tab-links";
import { timeParams } from "./usage-params";

/** The pages about the requests of an organization. */
export const UsageTabs = ({ org }: { org: string }) => (
  <TabLinks
    label="Usage"
    tabs={[
      { href: `/${org}/usage`, label: "Charts", exact: true, keeps: timeParams },
      { href: `/${org}/usage/history`, label: "Access history", keeps: timeParams },
    ]}
  />
);
