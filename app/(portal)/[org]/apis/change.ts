import { revalidatePath } from "next/cache";
import { formResult } from "@/lib/form";

/** Every page of the organization shows something of the catalogue. */
export const changeCatalog = <T>(org: string, work: () => Promise<T>) =>
  formResult(async () => {
    const result = await work();
    revalidatePath(`/${org}`, "layout");
    return result;
  });
