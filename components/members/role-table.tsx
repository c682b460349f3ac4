import { Check, Minus } from "lucide-react";
import { cn } from "@/components/ui/cn";
import { type Reach, type Right, type Role, rights, roleNames } from "@/lib/access/rights";
import { rightWords } from "./right-words";
import { RoleBadge } from "./role-badge";

const shown = (Object.keys(rights) as Right[]).filter((right) =>
  roleNames.some((role) => rights[right][role] !== "none"),
);

/** Who may do what, as the one table of rights says; the viewer's own role stands out. */
export function RoleTable({ own }: { own: Role }) {
  return (
    <section
      aria-label="Who may do what"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
      tabIndex={0}
      className="relative overflow-x-auto"
    >
      <table className="w-full min-w-[40rem] text-left text-sm">
        <thead>
          <tr>
            <th scope="col" className={cn(first, "pb-2.5 font-medium text-muted text-xs")}>
              May
            </th>
            {roleNames.map((role) => (
              <th key={role} scope="col" className={cn("w-32 px-3 pb-2.5", own === role && mine)}>
                <RoleBadge role={role} />
                {own === role && <span className="sr-only"> (your role)</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((right) => (
            <tr key={right}>
              <th scope="row" className={cn(first, "border-t py-2 font-normal")}>
                {rightWords[right]}
              </th>
              {roleNames.map((role) => (
                <td key={role} className={cn("border-t px-3 py-2", own === role && mine)}>
                  <Extent reach={rights[right][role]} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const mine = "bg-sunken";
const first = "sticky left-0 min-w-40 bg-surface px-5";

function Extent({ reach }: { reach: Reach }) {
  if (reach === "own") return <span className="text-muted">Own or maintained</span>;
  if (reach === "owned") return <span className="text-muted">Own only</span>;
  const Icon = reach === "all" ? Check : Minus;
  return (
    <Icon
      role="img"
      aria-label={reach === "all" ? "Yes" : "No"}
      className={cn("size-4", reach === "all" ? "text-ok" : "text-line-strong")}
    />
  );
}
