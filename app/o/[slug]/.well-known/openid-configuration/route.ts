import { doorRoute } from "@/lib/http/route";
import { metadataDoor } from "@/lib/verification/metadata";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("GET", metadataDoor);
