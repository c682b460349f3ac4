import type { Origin } from "@/lib/access/actor";
import { failureOf } from "@/lib/failure";
import type { Chunks } from "@/lib/http/body";
import { type Answer, problemAnswer } from "@/lib/problem";
import type { Services } from "./services";

/** A request as every server of these routes hands it over. */
export type Caller = {
  /** Path and query, as they came. */
  target: string;
  /** Null where there is none; one that was sent several times is joined by commas. */
  headers: { get(name: string): string | null };
  /** `x-forwarded-for` as the caller sent it. */
  forwardedFor: string | null;
  /** Read once the caller is known. */
  body: Chunks;
  origin: Origin;
};

/** Never throws: a failure is answered as well. */
export type Door = (caller: Caller, services: Services) => Promise<Answer>;

/** What `work` answers, or its failure as problem details. */
export async function answering(
  { origin: { requestId } }: Caller,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    return problemAnswer(await failureOf(error, requestId), requestId);
  }
}

/** The query parameters of a target. */
export const paramsOf = (target: string): URLSearchParams =>
  new URLSearchParams(target.includes("?") ? target.slice(target.indexOf("?") + 1) : "");
