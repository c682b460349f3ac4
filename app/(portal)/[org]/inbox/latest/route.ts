import { requireActor } from "@/lib/access/session";
import { failureOf } from "@/lib/failure";
import { countUnread } from "@/lib/notifications/count-unread";
import { listNotifications } from "@/lib/notifications/list";
import { jsonAnswer, problemAnswer } from "@/lib/problem";
import { originOf } from "@/lib/request";

/** What the bell asks after a navigation and when the window gets the focus. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ org: string }> },
): Promise<Response> {
  const { requestId } = originOf(request.headers);
  const answer = await params
    .then(async ({ org }) => news(org))
    .then((found) => jsonAnswer(found, requestId))
    .catch(async (error) => problemAnswer(await failureOf(error, requestId), requestId));
  return new Response(answer.body, answer);
}

async function news(org: string) {
  const actor = await requireActor(org);
  const [unread, latest] = await Promise.all([
    countUnread(actor),
    listNotifications(actor, { limit: 6 }),
  ]);
  return { unread, latest: latest.data };
}
