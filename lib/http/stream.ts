import type { Stream } from "@/lib/statuses/stream-door";

/** How much the stream itself holds back before it counts as unsent. */
const room = new ByteLengthQueuingStrategy({ highWaterMark: 16 * 1024 });

/** A stream as a Web response; `head`: without it. */
export function streamResponse({ status, headers, open }: Stream, head: boolean): Response {
  if (head) return new Response(null, { status, headers });
  let leave = () => {};
  let isOpen = true;
  let drained = () => {};
  const close = () => {
    isOpen = false;
    drained();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        leave = open({
          write: (text) => {
            if (isOpen) controller.enqueue(text);
          },
          unsent: () => (isOpen ? Math.max(0, 16 * 1024 - (controller.desiredSize ?? 0)) : 0),
          drained: () =>
            new Promise((resolve) => {
              drained = resolve;
              if (!isOpen || (controller.desiredSize ?? 0) > 0) resolve();
            }),
          end: () => {
            if (isOpen) controller.close();
            close();
          },
          destroy: () => {
            if (isOpen) controller.error(new Error("nobody reads"));
            close();
          },
        });
      },
      pull: () => drained(),
      cancel() {
        close();
        leave();
      },
    },
    room,
  );
  // A compressed stream would hold back what has to arrive at once.
  const plain = { ...headers, "cache-control": `${headers["cache-control"]}, no-transform` };
  return new Response(body, { status, headers: plain });
}
