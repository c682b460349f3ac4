import { doorRoute } from "@/lib/http/route";
import { statusListDoor } from "@/lib/statuses/list-door";
import { portalFeeds } from "@/lib/statuses/polling";

export const { DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT } = doorRoute("GET", (caller) =>
  statusListDoor(caller, portalFeeds()),
);
