import { doorRoute } from "@/lib/http/route";
import { verifyDoor } from "@/lib/verification/doors";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("POST", verifyDoor);
