import { doorRoute } from "@/lib/http/route";
import { verifyBatchDoor } from "@/lib/verification/batch";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("POST", verifyBatchDoor);
