import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Operation } from "./history";

/** A verification that is asked again and again. */
export type Question = { subject: string; serviceToken: string; body: string };

type Target = { name: string; url: string };

export type Client = {
  /** Asks once and remembers how it went. */
  ask(question: Question): Promise<Operation>;
  close(): void;
};

const patienceMs = 12_000;
const insistMs = 20;

/** A client of one gate, with connections of its own. What it asks is written into `history`. */
export function openClient({ name, url }: Target, history: Operation[]): Client {
  const agent = new Agent({ keepAlive: true });
  return {
    async ask({ subject, serviceToken, body }) {
      const start = Date.now();
      const code = await post(`${url}/v1/keys/verify`, agent, serviceToken, body);
      const operation = { gate: name, subject, start, end: Date.now(), code };
      history.push(operation);
      return operation;
    },
    close: () => agent.destroy(),
  };
}

function post(url: string, agent: Agent, serviceToken: string, body: string): Promise<string> {
  return new Promise((done) => {
    const headers = {
      authorization: `Bearer ${serviceToken}`,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    };
    const sent = request(url, { method: "POST", agent, headers, timeout: patienceMs });
    sent.once("error", () => done("none"));
    sent.once("timeout", () => sent.destroy(new Error("no answer")));
    sent.once("response", (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.once("error", () => done("none"));
      response.once("end", () =>
        done(response.statusCode === 200 ? JSON.parse(text).code : `HTTP ${response.statusCode}`),
      );
    });
    sent.end(body);
  });
}

/**
 * Keeps asking the gate: some lanes that wait for their answers, and one that goes on asking where
 * none comes, as the callers of a frozen gate do. Resolves once every answer is in.
 */
export function keepAsking(client: Client, questions: readonly Question[], lanes: number) {
  let going = true;
  let turn = 0;
  const next = () => questions[turn++ % questions.length] as Question;
  const waiting = Array.from({ length: lanes }, async () => {
    while (going) {
      await client.ask(next());
      await sleep(1);
    }
  });
  const insisting = async () => {
    const asked: Promise<Operation>[] = [];
    while (going) {
      asked.push(client.ask(next()));
      await sleep(insistMs);
    }
    await Promise.all(asked);
  };
  const done = Promise.all([...waiting, insisting()]);
  return {
    async stop(): Promise<void> {
      going = false;
      await done;
    },
  };
}
