import "server-only";
import { revalidatePath } from "next/cache";
import type { MemberActor } from "@/lib/access/actor";
import { requireActor } from "@/lib/access/session";
import { type FormResult, formResult } from "@/lib/form";

/** What every action that changes something does: the verb by its actor, then all pages anew. */
export const change = <T>(
  org: string,
  verb: (actor: MemberActor) => Promise<T>,
): Promise<FormResult<T>> =>
  formResult(async () => {
    const data = await verb(await requireActor(String(org)));
    revalidatePath("/", "layout");
    return data;
  });
