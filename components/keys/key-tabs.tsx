import { TabLinks } from "@/components/ui/tab-links";

/** The pages about all keys of an organization. */
export const KeyTabs = ({ org }: { org: string }) => (
  <TabLinks
    label="Keys"
    tabs={[
      { href: `/${org}/keys`, label: "Keys", exact: true },
      { href: `/${org}/keys/hygiene`, label: "Hygiene" },
    ]}
  />
);
