import { requireActor } from "@/lib/access/session";
import { failureOf } from "@/lib/failure";
import { getKey } from "@/lib/keys/get";
import { jsonAnswer, problemAnswer } from "@/lib/problem";
import { originOf } from "@/lib/request";

/** How a key stands by now: asked again and again while a new one waits for its first request. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ org: string; id: string }> },
): Promise<Response> {
  const { requestId } = originOf(request.headers);
  const answer = await params
    .then(async ({ org, id }) => getKey(await requireActor(org), id))
    .then(({ status, expiresAt, notBefore, lastUsedAt }) =>
      jsonAnswer({ status, expiresAt, notBefore, lastUsedAt }, requestId),
    )
    .catch(async (error) => problemAnswer(await failureOf(error, requestId), requestId));
  return new Response(answer.body, answer);
}
