import { doorRoute } from "@/lib/http/route";
import { jwksDoor } from "@/lib/verification/jwks";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("GET", jwksDoor);
