import { encodeDelta, encodeEnd, encodeFact, HEARTBEAT, OPENING } from '#lib/research/wire.ts';
import { answering, noRun, Refusal } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

const HEARTBEAT_MS = 15_000;
const MOST_WAITING = 256 * 1024; // bytes a reader may be behind; it comes back with Last-Event-ID
const HEADERS = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'no-cache, no-transform',
	'x-accel-buffering': 'no'
};

export const GET: RequestHandler = ({ params, request, url, locals }) =>
	answering(async () => {
		const after = Number(
			request.headers.get('last-event-id') ?? url.searchParams.get('after') ?? 0
		);
		if (!Number.isInteger(after) || after < 0) {
			throw new Refusal(400, 'invalid', {
				message: 'after must be a whole number: the seq of the last fact you have.'
			});
		}
		if (!(await locals.house.view(params.id))) throw noRun();
		return new Response(streamOf(locals.house, { id: params.id, after, signal: request.signal }), {
			headers: HEADERS
		});
	});

function streamOf(
	house: App.Locals['house'],
	{ id, after, signal }: { id: string; after: number; signal: AbortSignal }
): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	let release = () => undefined as void;
	return new ReadableStream<Uint8Array>(
		{
			start: async (controller) => {
				let open = true;
				const send = (text: string) => {
					if (!open) return;
					controller.enqueue(encoder.encode(text));
					if ((controller.desiredSize ?? 0) < -MOST_WAITING) close();
				};
				const close = () => {
					if (!open) return;
					open = false;
					release();
					controller.close();
				};
				const beat = setInterval(() => send(HEARTBEAT), HEARTBEAT_MS);
				const gone = () => close();
				process.on('sveltekit:shutdown', gone);
				signal.addEventListener('abort', gone);
				let stopWatching = () => undefined as void;
				release = () => {
					clearInterval(beat);
					process.off('sveltekit:shutdown', gone);
					signal.removeEventListener('abort', gone);
					stopWatching();
					open = false;
				};
				send(OPENING);
				const handle = await house.watch(id, after, {
					fact: (fact) => send(encodeFact(fact)),
					delta: (delta) => send(encodeDelta(delta)),
					end: (status) => {
						send(encodeEnd(status));
						close();
					}
				});
				stopWatching = () => handle.stop();
				if (!open) handle.stop();
			},
			cancel: () => release()
		},
		new ByteLengthQueuingStrategy({ highWaterMark: 0 })
	);
}
