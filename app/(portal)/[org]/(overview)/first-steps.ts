import type { Step } from "@/components/overview/checklist";
import type { Actor } from "@/lib/access/actor";
import { can } from "@/lib/access/authorize";
import type { Overview } from "@/lib/overview/summary";

/** The way from an empty organization to the first verified request. */
export function firstSteps(actor: Actor, org: string, done: Overview["checklist"]): Step[] {
  const mayCatalog = can(actor, "catalog.edit");
  const apis = `/${org}/apis`;
  return [
    {
      title: "Add an API",
      hint: "The service that you protect, with its permissions and endpoints.",
      done: done.api,
      href: mayCatalog ? apis : undefined,
      act: "Add API",
    },
    {
      title: "Register an application",
      hint: "The service that calls, and what it is granted.",
      done: done.application,
      href: `/${org}/applications/new`,
      act: "New App",
    },
    {
      title: "Generate its key",
      hint: "For one environment, with an end.",
      done: done.key,
      href: `/${org}/applications`,
      act: "Choose application",
    },
    {
      title: "Create a service token",
      hint: "Your gateway shows it when it asks for a verdict.",
      done: done.token,
      href: can(actor, "token.edit") ? `/${org}/settings/tokens` : undefined,
      act: "Create service token",
    },
    {
      title: "Verify the first request",
      hint: "Call the gate from your gateway; each API shows the call under Integrate.",
      done: done.firstRequest,
      href: done.api ? apis : undefined,
      act: "See how",
    },
  ];
}
