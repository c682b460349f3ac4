import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { pageActor } from "@/app/actor";
import type { PageInput } from "@/app/query";
import { can } from "@/lib/access/authorize";

/** Above the skeleton, so that the answer is still a 404. */
export default async function SigningKeysLayout({
  params,
  children,
}: Pick<PageInput, "params"> & { children: ReactNode }) {
  if (!can(await pageActor((await params).org), "signing-key.read")) notFound();
  return children;
}
