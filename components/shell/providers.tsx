"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip } from "@base-ui/react/tooltip";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { Toaster } from "@/components/ui/toast";

export function Providers({
  nonce,
  children,
}: {
  nonce?: string | undefined;
  children: ReactNode;
}) {
  return (
    <CSPProvider nonce={nonce} disableStyleElements>
      <ThemeProvider attribute="class" disableTransitionOnChange nonce={nonce}>
        <Tooltip.Provider delay={350}>
          <div className="isolate">{children}</div>
          <Toaster />
        </Tooltip.Provider>
      </ThemeProvider>
    </CSPProvider>
  );
}
