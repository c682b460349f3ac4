import { doorRoute } from "@/lib/http/route";
import { introspectDoor } from "@/lib/verification/introspect";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("POST", introspectDoor);
