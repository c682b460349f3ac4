import { notFound } from "next/navigation";
import { pageApi } from "@/app/(portal)/[org]/apis/[api]/page-api";
import type { PageInput } from "@/app/query";
import { ImportForm } from "@/components/catalog/import-form";
import { can } from "@/lib/access/authorize";
import { importDocumentAction, previewImportAction } from "./actions";

export default async function ImportPage({ params }: PageInput<{ api: string }>) {
  const { org, api: slug } = await params;
  const { actor, api } = await pageApi(org, slug);
  if (!can(actor, "catalog.edit")) notFound();
  return (
    <ImportForm
      actions={{
        preview: previewImportAction.bind(null, org, api.id),
        apply: importDocumentAction.bind(null, org, api.id),
      }}
      href={`/${org}/apis/${api.slug}`}
    />
  );
}
