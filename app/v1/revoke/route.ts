import { doorRoute } from "@/lib/http/route";
import { revokeTokenDoor } from "@/lib/verification/revoke-token";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("POST", revokeTokenDoor);
