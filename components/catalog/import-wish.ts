import type { ImportResult } from "@/lib/catalog/import/result";
import type { FormResult } from "@/lib/form";

export const largestDocument = 5 * 1024 * 1024;

export const sizeWords = (size: number) =>
  size < 1024 * 1024
    ? `${Math.max(1, Math.round(size / 1024))} KiB`
    : `${(size / 1024 / 1024).toFixed(1)} MiB`;

/** Where a document comes from: text, pasted or from a file, or an address. */
export type Source = { text: Blob } | { url: string };

export type ImportWish = {
  source: Source;
  /** Undefined as long as nobody chose one. */
  prefix?: string | undefined;
  /** Ids of what goes though the document doesn't have it. */
  remove: string[];
  removeGrants?: boolean;
  plan?: string;
};

export type ImportAction = (form: FormData) => Promise<FormResult<ImportResult>>;
export type ImportActions = { preview: ImportAction; apply: ImportAction };

/** A form, because a large text goes into it as it is. */
export function formOf({ source, prefix, remove, removeGrants, plan }: ImportWish): FormData {
  const form = new FormData();
  if ("url" in source) form.set("url", source.url);
  else form.set("document", source.text, "document");
  const options = { prefix, remove, removeGrants, plan };
  form.set("options", JSON.stringify(options));
  return form;
}

/** As is, or with the path of the document's server where the API has such endpoints already. */
export async function previewOf(
  preview: ImportAction,
  wish: ImportWish,
): Promise<FormResult<ImportResult>> {
  const first = await preview(formOf(wish));
  if (!first.ok || wish.prefix !== undefined) return first;
  const { server, kept } = first.data;
  const prefix = server?.path ?? "";
  const isBelow = kept.some((it) => it.kind === "endpoint" && it.path.startsWith(`${prefix}/`));
  return prefix && isBelow ? preview(formOf({ ...wish, prefix })) : first;
}
