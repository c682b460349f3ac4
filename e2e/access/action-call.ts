import { readFileSync } from "node:fs";

/** Ids of the built server actions, by `path#name` as the sources have them. */
export function builtActions(): Map<string, string> {
  const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  const found = new Map<string, string>();
  for (const [id, entry] of Object.entries<{ exportedName: string; filename: string }>(
    manifest.node,
  )) {
    found.set(`${entry.filename}#${entry.exportedName}`, id);
  }
  return found;
}

/** The arguments of an action as React sends them: JSON, with forms as parts of their own. */
function encode(args: unknown[]): { body: string | FormData; type?: string } {
  if (!args.some((arg) => arg instanceof FormData)) {
    return { body: JSON.stringify(args), type: "text/plain;charset=UTF-8" };
  }
  const body = new FormData();
  const shown = args.map((arg, index) => {
    if (!(arg instanceof FormData)) return arg;
    for (const [name, value] of arg) body.append(`_${index + 1}_${name}`, value);
    return `$K${index + 1}`;
  });
  body.append("0", JSON.stringify(shown));
  return { body };
}

export type ActionAnswer = {
  status: number;
  location: string | null;
  result: unknown;
  text: string;
};

/** Calls a server action as a browser would, with the given session cookie. */
export async function callAction(
  portal: string,
  id: string,
  args: unknown[],
  cookie: string | null,
): Promise<ActionAnswer> {
  const { body, type } = encode(args);
  const response = await fetch(`${portal}/sign-in`, {
    method: "POST",
    redirect: "manual",
    headers: {
      accept: "text/x-component",
      "next-action": id,
      origin: portal,
      "sec-fetch-site": "same-origin",
      ...(type && { "content-type": type }),
      ...(cookie && { cookie }),
    },
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    location: response.headers.get("x-action-redirect") ?? response.headers.get("location"),
    result: resultIn(text),
    text,
  };
}

/** Row 0 of the stream names the row of the answer. */
function resultIn(text: string): unknown {
  const rows = new Map(
    text.split("\n").flatMap((line) => {
      const match = /^([0-9a-f]+):(.*)$/.exec(line);
      return match ? [[match[1], match[2]] as const] : [];
    }),
  );
  const head = /"a":"\$@([0-9a-f]+)"/.exec(rows.get("0") ?? "")?.[1];
  const row = head ? rows.get(head) : undefined;
  if (!row || !/^[[{"tfn\d]/.test(row)) return undefined;
  return JSON.parse(row);
}
