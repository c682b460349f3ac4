import { doorRoute } from "@/lib/http/route";
import { selfDoor } from "@/lib/verification/doors";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("GET", selfDoor);
