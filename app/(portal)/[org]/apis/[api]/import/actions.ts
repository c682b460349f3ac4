"use server";

import { change } from "@/app/change";
import { requireActor } from "@/lib/access/session";
import { importDocument } from "@/lib/catalog/import/import-document";
import { AppError } from "@/lib/errors";
import { formResult } from "@/lib/form";

async function wishOf(form: FormData, dryRun: boolean): Promise<object> {
  if (!(form instanceof FormData)) throw new AppError("BAD_REQUEST", "Send a form.");
  const document = form.get("document");
  const url = form.get("url");
  return {
    ...optionsOf(form.get("options")),
    ...(document !== null && {
      document: typeof document === "string" ? document : await document.text(),
    }),
    ...(url !== null && { url }),
    dryRun,
  };
}

function optionsOf(given: unknown): object {
  if (typeof given !== "string") return {};
  try {
    return Object(JSON.parse(given));
  } catch {
    throw new AppError("BAD_REQUEST", "The options are not valid JSON.");
  }
}

export async function previewImportAction(org: string, api: string, form: FormData) {
  return formResult(async () =>
    importDocument(await requireActor(String(org)), api, await wishOf(form, true)),
  );
}

export async function importDocumentAction(org: string, api: string, form: FormData) {
  return change(org, async (actor) => importDocument(actor, api, await wishOf(form, false)));
}
