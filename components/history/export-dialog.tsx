"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { useLook } from "@/components/keys/use-look";
import { Button } from "@/components/ui/button";
import { Dialog, DialogBody, DialogClose, DialogFooter } from "@/components/ui/dialog";
import { KeyValueList } from "@/components/ui/key-value-list";
import { Notice } from "@/components/ui/notice";
import { exactNumber } from "@/components/ui/number-words";
import { RadioGroup } from "@/components/ui/radio-group";
import { DateTime } from "@/components/ui/relative-time";
import { RequestId } from "@/components/ui/request-id";
import { toast } from "@/components/ui/toast";
import type { FormResult } from "@/lib/form";
import { type ExportFormat, mostExported } from "./count-rows";
import { rangeWords } from "./filter-words";
import { addressOf, type HistoryQuery } from "./history-query";
import { useExport } from "./use-export";

/** About how many rows match; null where that is not known. */
export type EstimateRows = (query: HistoryQuery) => Promise<FormResult<number | null>>;

export function ExportDialog({
  slug,
  query,
  told,
  networks,
  estimate,
}: {
  slug: string;
  query: HistoryQuery;
  /** What is filtered by, in words. */
  told: { label: string; value: string }[];
  networks: boolean;
  estimate: EstimateRows;
}) {
  const [open, setOpen] = useState(false);
  const { state, start, cancel, reset } = useExport();
  const running = state.at === "running";
  return (
    <Dialog
      open={open}
      dismissible={!running}
      onOpenChange={(next) => {
        if (running) return;
        reset();
        setOpen(next);
      }}
      trigger={<Button icon={<Download />}>Export</Button>}
      title="Export the access history"
      description="Each request is a row, newest first, with the times in UTC."
      size="sm"
    >
      <ExportForm
        query={query}
        told={told}
        networks={networks}
        estimate={estimate}
        state={state}
        cancel={cancel}
        begin={async (format) => {
          const name = `access-history-${new Date().toISOString().slice(0, 10)}.${format}`;
          const address = addressOf(`/${slug}/usage/export`, { ...query, format });
          const rows = await start(address, name, format);
          if (rows === null) return;
          toast({
            title: rows === 1 ? "1 row exported" : `${exactNumber(rows)} rows exported`,
            ...(rows >= mostExported && {
              description: "A file has no more. For older requests choose an earlier time.",
            }),
          });
          setOpen(false);
          reset();
        }}
      />
    </Dialog>
  );
}

function ExportForm({
  query,
  told,
  networks,
  estimate,
  state,
  cancel,
  begin,
}: {
  query: HistoryQuery;
  told: { label: string; value: string }[];
  networks: boolean;
  estimate: EstimateRows;
  state: ReturnType<typeof useExport>["state"];
  cancel: () => void;
  begin: (format: ExportFormat) => Promise<void>;
}) {
  const [format, setFormat] = useState<ExportFormat>("csv");
  const about = useLook(() => estimate(query))?.data ?? null;
  const running = state.at === "running";
  return (
    <form
      className="contents"
      onSubmit={(event) => {
        event.preventDefault();
        void begin(format);
      }}
    >
      <DialogBody>
        <KeyValueList
          columns={1}
          items={[
            { label: "Time", value: <RangeWords query={query} /> },
            ...told,
            { label: "Rows", value: about === null ? "As many as match" : aboutWords(about) },
          ]}
        />
        {running ? (
          <Progress
            rows={state.rows}
            about={state.about ?? (about === null ? null : Math.min(about, mostExported))}
          />
        ) : (
          <RadioGroup
            label="Format"
            layout="cards"
            value={format}
            onValueChange={(value) => setFormat(value === "ndjson" ? "ndjson" : "csv")}
            options={[
              { value: "csv", label: "CSV", hint: "For spreadsheets" },
              { value: "ndjson", label: "NDJSON", hint: "One JSON object a line" },
            ]}
          />
        )}
        {about !== null && about > mostExported && (
          <Notice>A file has the newest {exactNumber(mostExported)} rows at most.</Notice>
        )}
        {!networks && <Notice>Network addresses are left out: your role does not see them.</Notice>}
        {state.at === "failed" && (
          <Notice tone="bad" role="alert" title={state.message}>
            {state.requestId && <RequestId value={state.requestId} />}
          </Notice>
        )}
      </DialogBody>
      <DialogFooter>
        {running ? (
          <Button onClick={cancel}>Cancel the export</Button>
        ) : (
          <>
            <DialogClose />
            <Button type="submit" variant="primary" icon={<Download />}>
              Export
            </Button>
          </>
        )}
      </DialogFooter>
    </form>
  );
}

const aboutWords = (rows: number) => (rows === 0 ? "None yet" : `About ${exactNumber(rows)}`);

function RangeWords({ query }: { query: HistoryQuery }) {
  if (query.requestId) return "Whenever the request came";
  const words = rangeWords(query);
  if (words) return words;
  return (
    <>
      <DateTime value={query.from} empty="The beginning" /> –{" "}
      <DateTime value={query.to} empty="Now" />
    </>
  );
}

function Progress({ rows, about }: { rows: number; about: number | null }) {
  const words = about
    ? `${exactNumber(rows)} of about ${exactNumber(Math.max(about, rows))} rows`
    : `${exactNumber(rows)} rows so far`;
  return (
    <div className="flex flex-col gap-2">
      <progress
        aria-label="Export"
        className="h-2 w-full accent-accent"
        value={about ? Math.min(rows, about) : undefined}
        max={about ?? undefined}
      />
      <p className="text-sm tabular-nums">{words}</p>
    </div>
  );
}
