import { doorRoute } from "@/lib/http/route";
import { revokeSelfDoor } from "@/lib/verification/doors";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("POST", revokeSelfDoor);
