import { doorRoute } from "@/lib/http/route";
import { descriptionDoor } from "@/lib/openapi/door";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("GET", descriptionDoor);
