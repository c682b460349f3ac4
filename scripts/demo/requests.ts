import type { DemoKey } from "./demo-key";
import type { Person } from "./people";

type Request = {
  application: string;
  by: Person;
  grants: [api: string, what: string][];
  environments: DemoKey["environment"][];
  reason: string;
  /** Hours ago. */
  asked: number;
  answer?: { approves: boolean; by: Person; word: string; hours: number };
};

export const requests: Request[] = [
  {
    application: "CRM System",
    by: "dana",
    grants: [["customers", "customers:read"]],
    environments: ["staging", "production"],
    reason: "Sales call customers back and need their number.",
    asked: 220,
    answer: {
      approves: true,
      by: "adrian",
      word: "Fine for sales. Keep it out of exports, please.",
      hours: 197,
    },
  },
  {
    application: "Mobile App",
    by: "devi",
    grants: [["billing", "payouts:create"]],
    environments: ["production"],
    reason: "Couriers would like to be paid from within the app.",
    asked: 75,
    answer: {
      approves: false,
      by: "nora",
      word: "Payouts stay with finance. Send them a weekly list instead.",
      hours: 71,
    },
  },
  {
    application: "BI Dashboard",
    by: "devi",
    grants: [
      ["orders", "orders:export"],
      ["billing", "invoices:read"],
    ],
    environments: ["production"],
    reason: "The board wants all of last year in one chart by Thursday.",
    asked: 5,
  },
];
