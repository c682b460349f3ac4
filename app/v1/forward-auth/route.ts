import { doorRoute } from "@/lib/http/route";
import { forwardAuthDoor } from "@/lib/verification/forward-auth";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("ANY", forwardAuthDoor);
