import Link from "next/link";
import type { ReactNode } from "react";
import { EnvironmentBadge } from "@/components/ui/status-badge";
import type { Environment } from "@/lib/keys/format";

/** A key in a table: its name leads to its page; below, what tells it from others of that name. */
export const KeyCell = ({
  name,
  href,
  application,
  environment,
  children,
}: {
  name: string;
  href: string;
  application: string;
  environment: Environment;
  children?: ReactNode;
}) => (
  <span className="flex flex-col gap-0.5 md:min-w-52 md:py-1">
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Link href={href} className="font-medium hover:underline">
        {name}
      </Link>
      {children}
    </span>
    <span className="flex flex-wrap gap-x-2.5 text-muted text-sm">
      <span className="min-w-0 break-words">{application}</span>
      <EnvironmentBadge environment={environment} />
    </span>
  </span>
);
