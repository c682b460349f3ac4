"use client";

import { Search } from "lucide-react";
import { useState } from "react";
import { Input } from "@/components/ui/input";
import { Spinner } from "@/components/ui/spinner";
import { useQuery } from "@/components/ui/use-query";
import { type HistoryQuery, soughtBy } from "./history-query";

/** One field for what is pasted: a request ID finds that request, an address or network filters. */
export function HistorySearch({ query, networks }: { query: HistoryQuery; networks: boolean }) {
  const { set, pending } = useQuery();
  const shown = query.requestId ?? query.network ?? "";
  const [typed, setTyped] = useState({ since: shown, text: shown });
  const [isWrong, setWrong] = useState(false);
  const text = typed.since === shown ? typed.text : shown;
  const what = networks ? "Request ID, address or network" : "Request ID";

  function send() {
    const sought = soughtBy(text);
    const understood = text.trim() === "" || (sought && (networks || "requestId" in sought));
    setWrong(!understood);
    if (understood) set({ requestId: null, network: null, ...sought });
  }

  return (
    <search className="min-w-0 flex-1 basis-44 sm:max-w-80">
      <form
        className="relative"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <span className="pointer-events-none absolute inset-y-0 left-3 z-10 flex items-center text-muted">
          {pending ? <Spinner /> : <Search aria-hidden className="size-4" />}
        </span>
        <Input
          type="search"
          aria-label={`Find by ${what.charAt(0).toLowerCase()}${what.slice(1)}`}
          aria-invalid={isWrong || undefined}
          placeholder={what}
          value={text}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          className="pl-9"
          onChange={(event) => {
            setWrong(false);
            setTyped({ since: shown, text: event.target.value });
          }}
          onPaste={() => setWrong(false)}
          onBlur={() => text.trim() === "" && shown !== "" && send()}
        />
      </form>
      <p aria-live="polite" className="text-bad text-sm empty:hidden">
        {isWrong &&
          (networks
            ? `Not a request ID (req_…), an address or a network.`
            : `Not a request ID (req_…).`)}
      </p>
    </search>
  );
}
