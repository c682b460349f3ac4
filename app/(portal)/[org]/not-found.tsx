import { SearchX } from "lucide-react";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

export default function NotFound() {
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title="There is nothing here"
      action={<ButtonLink href="/">Go to the overview</ButtonLink>}
    >
      It was deleted, the address is mistyped, or it belongs to an organization that you are not a
      member of.
    </EmptyState>
  );
}
