"use client";

import { Boxes } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** Looks again when the viewer comes back from the tab in which an API was added. */
export function NoCatalog({ slug, mayEdit }: { slug: string; mayEdit: boolean }) {
  const router = useRouter();
  useEffect(() => {
    const look = () => document.visibilityState === "visible" && router.refresh();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [router]);

  return (
    <EmptyState
      icon={<Boxes aria-hidden />}
      title="No APIs yet"
      action={
        mayEdit && (
          <ButtonLink href={`/${slug}/apis`} target="_blank">
            Add an API in a new tab
          </ButtonLink>
        )
      }
    >
      {mayEdit
        ? "There is nothing to grant until an API of your organization is here. The key works without: it proves who calls."
        : "There is nothing to grant until an owner or admin adds an API. The key works without: it proves who calls."}
    </EmptyState>
  );
}
