import { importDocument } from "@/lib/catalog/import/import-document";
import { largestImport } from "@/lib/http/body";
import { versioned } from "@/lib/http/reply";
import { route, takes } from "@/lib/http/route";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = route({
  POST: takes(largestImport, async ({ actor, id, body }) =>
    versioned(await importDocument(actor, id, body)),
  ),
});
