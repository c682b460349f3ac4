"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/** Tells the server the viewer's time zone; where a page was drawn in another, it is drawn anew. */
export function ViewerZone({ shown }: { shown?: string }) {
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const secure = window.location.protocol === "https:" ? "; Secure" : "";
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API needs a secure context
    document.cookie = `zone=${zone}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    if (shown && shown !== zone) router.refresh();
  }, [shown, router]);
  return null;
}
