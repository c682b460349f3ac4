import { createClient } from "../client.js";
import type { PortcullisError } from "../errors.js";

export const token = "pcs_7Rk2AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIj";
export const portal = "https://portal.example/";

export type Answer = { status: number; json?: unknown; headers?: Record<string, string> } | "lost";

export const problem = (status: number, more: object = {}, headers = {}): Answer => ({
  status,
  json: { title: "No", status, detail: "It can't be.", code: "X", requestId: "req_1", ...more },
  headers: { "content-type": "application/problem+json", ...headers },
});

export const ok = (json: unknown = {}): Answer => ({ status: 200, json });

/** A client of a portal that gives these answers in turn, the last one again and again. */
export function answering(...answers: Answer[]) {
  const asked: (Pick<RequestInit, "redirect"> & {
    url: string;
    method: string;
    headers: Headers;
    body: unknown;
  })[] = [];
  const fetch = async (input: string | URL | Request, init: RequestInit = {}) => {
    const { method = "", headers, body, redirect } = init;
    asked.push({ url: String(input), method, headers: new Headers(headers), body, redirect });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer || answer === "lost") throw new TypeError("fetch failed");
    const { status, json, headers: own } = answer;
    return new Response(json === undefined ? null : JSON.stringify(json), {
      status,
      headers: { "content-type": "application/json", ...own },
    });
  };
  return { asked, client: createClient({ portal, token, fetch }) };
}

export const failure = (work: Promise<unknown>): Promise<PortcullisError> =>
  work.then(
    () => Promise.reject(new Error("it did not fail")),
    (error) => error,
  );
