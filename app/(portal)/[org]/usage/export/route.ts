import { requireActor } from "@/lib/access/session";
import { failureOf } from "@/lib/failure";
import { exportEvents } from "@/lib/history/export";
import { queryOf } from "@/lib/http/query";
import { problemAnswer } from "@/lib/problem";
import { originOf } from "@/lib/request";

/** The access history as a file, for who exports it in the portal. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ org: string }> },
): Promise<Response> {
  const { requestId } = originOf(request.headers);
  try {
    const actor = await requireActor((await params).org);
    const query = queryOf(new URL(request.url).searchParams);
    const { headers, body } = await exportEvents(actor, query);
    return new Response(body, { headers });
  } catch (error) {
    const answer = problemAnswer(await failureOf(error, requestId), requestId);
    return new Response(answer.body, answer);
  }
}

/** What it would answer is not known before it is read. */
export function HEAD(): Response {
  return new Response(null, { status: 405, headers: { allow: "GET" } });
}
