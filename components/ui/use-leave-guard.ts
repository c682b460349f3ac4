"use client";

import { useEffect, useEffectEvent } from "react";

/** While mounted, closing the page asks the browser's question and going back calls `onBack`. */
export function useLeaveGuard(onBack: () => void): void {
  const back = useEffectEvent(onBack);
  useEffect(() => {
    const stay = () => history.pushState(history.state, "", location.href);
    function unload(event: BeforeUnloadEvent) {
      event.preventDefault();
    }
    function pop() {
      stay();
      back();
    }
    stay();
    addEventListener("beforeunload", unload);
    addEventListener("popstate", pop);
    return () => {
      removeEventListener("beforeunload", unload);
      removeEventListener("popstate", pop);
    };
  }, []);
}
