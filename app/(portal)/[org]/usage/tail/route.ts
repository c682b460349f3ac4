import { requireActor } from "@/lib/access/session";
import { failureOf } from "@/lib/failure";
import { openTail } from "@/lib/history/tail";
import { queryOf } from "@/lib/http/query";
import { streamResponse } from "@/lib/http/stream";
import { problemAnswer } from "@/lib/problem";
import { originOf } from "@/lib/request";

type Context = { params: Promise<{ org: string }> };

const tail = async (request: Request, { params }: Context): Promise<Response> => {
  const { requestId } = originOf(request.headers);
  try {
    const actor = await requireActor((await params).org);
    const stream = await openTail(actor, queryOf(new URL(request.url).searchParams));
    return streamResponse(stream, request.method === "HEAD");
  } catch (error) {
    const answer = problemAnswer(await failureOf(error, requestId), requestId);
    return new Response(request.method === "HEAD" ? null : answer.body, answer);
  }
};

/** The access history as it is written, for who looks on in the portal. */
export { tail as GET, tail as HEAD };
