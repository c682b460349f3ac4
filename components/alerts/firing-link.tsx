import { BellRing } from "lucide-react";
import Link from "next/link";
import { Badge } from "@/components/ui/badge";

/** How many rules of an application fire, where any does. */
export function FiringLink({ count, href }: { count: number; href: string }) {
  if (count === 0) return null;
  return (
    <Link href={href} className="rounded-full">
      <Badge tone="bad" icon={<BellRing aria-hidden />}>
        {count === 1 ? "1 alert firing" : `${count} alerts firing`}
      </Badge>
    </Link>
  );
}
