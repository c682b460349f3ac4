import { text } from "node:stream/consumers";
import { CommanderError } from "commander";
import { isUnavailable } from "@/db/errors";
import { AppError, type FieldError } from "@/lib/errors";
import type { Check } from "./doctor";

type Told = { code: string; message: string; errors?: FieldError[] };

function told(error: unknown): Told {
  if (error instanceof AppError) {
    const { errors } = error.extra;
    return { code: error.code, message: error.message, ...(errors && { errors }) };
  }
  if (error instanceof CommanderError) {
    const unnamed = error.code === "commander.help";
    const message = unnamed ? "Name a command; see --help." : error.message;
    return { code: "USAGE", message: message.replace(/^error: /, "") };
  }
  if (isUnavailable(error)) {
    return { code: "UNAVAILABLE", message: "The database does not answer. Check DATABASE_URL." };
  }
  return { code: "FAILED", message: error instanceof Error ? error.message : String(error) };
}

/** Says what went wrong on standard error; commander has told of wrong usage itself. */
export function printError(error: unknown, json: boolean): void {
  const { code, message, errors } = told(error);
  if (json) {
    console.error(JSON.stringify({ error: { code, message, ...(errors && { errors }) } }));
  } else if (code !== "USAGE") {
    console.error(message);
    for (const field of errors ?? []) {
      if (field.message !== message) console.error(`  ${field.path}: ${field.message}`);
    }
  }
}

export function print(json: boolean | undefined, data: unknown, lines: string[]): void {
  console.log(json ? JSON.stringify(data) : lines.join("\n"));
}

/** The first line of standard input. */
export async function readPassword(): Promise<string> {
  if (process.stdin.isTTY) console.error("Type the password, then Enter and Ctrl-D:");
  return (await text(process.stdin)).replace(/\r?\n[\s\S]*$/, "");
}

const signs = { true: "✓", false: "✗", null: "–" } as const;

export function checkLines(checks: Check[]): string[] {
  const width = Math.max(...checks.map((check) => check.name.length));
  return checks.flatMap(({ name, ok, detail, fix }) => [
    `${signs[`${ok}`]} ${name.padEnd(width)}  ${detail}`,
    ...(fix ? [`  ${" ".repeat(width)}  → ${fix}`] : []),
  ]);
}
