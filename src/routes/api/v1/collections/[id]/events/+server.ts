import { crawlOut } from '#lib/research/collections-api.ts';
import { HEARTBEAT } from '#lib/research/wire.ts';
import { collectionOr404 } from '../../../../collection.ts';
import { answering } from '../../../../reply.ts';
import type { RequestHandler } from './$types';

const HEARTBEAT_MS = 15_000;
const PACE_MS = 250; // two events are at least so far apart
const HEADERS = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'no-cache, no-transform',
	'x-accel-buffering': 'no'
};

export const GET: RequestHandler = ({ params, request, locals }) =>
	answering(async () => {
		await collectionOr404(locals.house, params.id);
		const stream = progressOf(locals.house.collections, params.id, request.signal);
		return new Response(stream, { headers: HEADERS });
	});

/** Counts and sites at once and whenever they change; ends when the collection is deleted. */
function progressOf(
	collections: App.Locals['house']['collections'],
	id: string,
	signal: AbortSignal
): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	let release = () => undefined as void;
	return new ReadableStream<Uint8Array>({
		start: (controller) => {
			let timer: NodeJS.Timeout | null = null;
			const send = (text: string) => controller.enqueue(encoder.encode(text));
			const tell = async () => {
				timer = null;
				const found = await collections.find(id);
				if (!found) return close();
				const data = { counts: found.counts, crawls: found.crawls.map(crawlOut) };
				send(`event: progress\ndata: ${JSON.stringify(data)}\n\n`);
			};
			const soon = () => {
				timer ??= setTimeout(() => void tell().catch(close), PACE_MS);
			};
			const beat = setInterval(() => send(HEARTBEAT), HEARTBEAT_MS);
			const unwatch = collections.watch(id, soon);
			const close = () => {
				release();
				try {
					controller.close();
				} catch {
					// the reader was faster
				}
			};
			process.on('sveltekit:shutdown', close);
			signal.addEventListener('abort', close);
			release = () => {
				if (timer) clearTimeout(timer);
				clearInterval(beat);
				unwatch();
				process.off('sveltekit:shutdown', close);
				signal.removeEventListener('abort', close);
			};
			void tell().catch(close);
		},
		cancel: () => release()
	});
}
