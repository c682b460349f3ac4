"use client";

import { useEffect, useRef, useState } from "react";
import { type ExportFormat, rowCounter } from "./count-rows";
import { openFile } from "./save-file";

export type ExportState =
  | { at: "start" }
  | { at: "running"; rows: number; about: number | null }
  | { at: "done"; rows: number }
  | { at: "failed"; rows: number; message: string; requestId?: string };

const silence = "The download broke off. Nothing was saved; try again.";
const shownEvery = 200;

/** A streamed download that says how many rows it has so far and can be cancelled. */
export function useExport() {
  const [state, setState] = useState<ExportState>({ at: "start" });
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  async function start(
    address: string,
    name: string,
    format: ExportFormat,
  ): Promise<number | null> {
    const file = await openFile(name);
    if (!file) return null;
    const asked = new AbortController();
    running.current = asked;
    const count = rowCounter(format);
    let [rows, told] = [0, 0];
    setState({ at: "running", rows, about: null });
    try {
      const answer = await fetch(address, { signal: asked.signal, cache: "no-store" });
      if (!answer.ok || !answer.body) throw await refusalOf(answer);
      const about = Number(answer.headers.get("x-total-estimate")) || null;
      for (const reader = answer.body.getReader(); ; ) {
        const { done, value } = await reader.read();
        if (done) break;
        await file.write(value);
        rows = count(value);
        if (performance.now() - told < shownEvery) continue;
        told = performance.now();
        setState({ at: "running", rows, about });
      }
      await file.done();
      setState({ at: "done", rows });
      return rows;
    } catch (error) {
      const isCancelled = asked.signal.aborted;
      // Where the file failed, the server would go on sending.
      asked.abort();
      await file.drop().catch(() => {});
      setState(
        isCancelled
          ? { at: "start" }
          : error instanceof Refusal
            ? { at: "failed", rows, message: error.message, ...error.request }
            : { at: "failed", rows, message: silence },
      );
      return null;
    }
  }

  return {
    state,
    start,
    cancel: () => running.current?.abort(),
    reset: () => setState({ at: "start" }),
  };
}

class Refusal extends Error {
  constructor(
    message: string,
    readonly request: { requestId?: string },
  ) {
    super(message);
  }
}

async function refusalOf(answer: Response): Promise<Refusal> {
  const problem: unknown = await answer.json().catch(() => null);
  const told = typeof problem === "object" && problem !== null ? problem : {};
  return new Refusal(
    "detail" in told && typeof told.detail === "string" ? told.detail : silence,
    "requestId" in told && typeof told.requestId === "string" ? { requestId: told.requestId } : {},
  );
}
