import "server-only";
import { cookies } from "next/headers";
import { knownZone } from "@/lib/usage/period";

/** The viewer's time zone, as the browser has told it; UTC until then. */
export async function viewerZone(): Promise<string> {
  return knownZone((await cookies()).get("zone")?.value);
}
