"use client";

import "./globals.css";
import { ErrorState } from "@/components/ui/error-state";

export default function GlobalError({
  error,
  reset,
}: {
  error: Error & { digest?: string };
  reset: () => void;
}) {
  return (
    <html lang="en">
      <body>
        <title>Something failed · Portcullis</title>
        <main className="flex min-h-dvh items-center justify-center">
          <ErrorState requestId={error.digest} onRetry={reset} />
        </main>
      </body>
    </html>
  );
}
