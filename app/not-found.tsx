import { SearchX } from "lucide-react";
import type { Metadata } from "next";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="flex min-h-dvh items-center justify-center">
      <EmptyState
        icon={<SearchX aria-hidden />}
        title="There is nothing here"
        action={<ButtonLink href="/">Go to the start</ButtonLink>}
      >
        The address is mistyped, or it belongs to an organization that you are not a member of.
      </EmptyState>
    </main>
  );
}
