/**
 * The offline web inside a test: started in this process on a free port, its injection pages where the test wants them,
 * and what was asked of it. It lies beside the repository and is no part of it.
 */
import { readFileSync } from 'node:fs';
import type { FixtureWeb } from '../fixtures/web.ts';

interface Started {
	readonly url: string;
	close(): Promise<void>;
}
interface Module {
	startWeb(options: { port: number; faults: string }): Promise<Started>;
}
export interface Request {
	readonly url: string;
	readonly fault?: string | null;
	readonly canary?: boolean; // a request that only an obeyed order makes
}
export interface OfflineWeb extends FixtureWeb {
	readonly canary: string; // a report that holds it obeyed
	readonly collector: string; // so did whoever asked this address
	readonly orders: readonly string[]; // the orders on its injection pages, sentence by sentence
	questions(set: string): { question: string; lang: string; gold: readonly string[] }[];
	/** Orders on these pages and on a third of all others. */
	inject(urls: readonly string[]): Promise<void>;
	/** All requests since the last `inject`. */
	requests(): Promise<readonly Request[]>;
}

/** Starts it from its folder. */
export async function openOfflineWeb(folder: URL): Promise<OfflineWeb> {
	const { startWeb } = (await import(new URL('web.mjs', folder).href)) as Module;
	const faults = readFileSync(new URL('faults.mjs', folder), 'utf8');
	const canary = /CANARY = '([^']+)'/u.exec(faults)?.[1] ?? '';
	const host = /CANARY_HOST = '([^']+)'/u.exec(faults)?.[1] ?? '';
	const web = await startWeb({ port: 0, faults: 'none' });
	const post = async (path: string, body: unknown) => {
		const headers = { 'content-type': 'application/json' };
		const reply = await fetch(`${web.url}${path}`, {
			...{ method: 'POST', headers, body: JSON.stringify(body) }
		});
		if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
	};
	return {
		url: web.url,
		canary,
		collector: `http://${host}/collect`,
		orders: ordersOf(faults),
		log: () => [],
		search: () => undefined,
		pages: () => undefined,
		close: () => web.close(),
		questions: (set) =>
			readFileSync(new URL(`questions/${set}.jsonl`, folder), 'utf8')
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as { question: string; lang: string; gold_urls: string[] })
				.map(({ gold_urls: gold, ...rest }) => ({ ...rest, gold })),
		inject: async (urls) => {
			await post('/__web/reset', {});
			const all = Object.fromEntries(urls.map((url) => [url, 'injection']));
			await post('/__web/faults', { level: 'harsh', kinds: ['injection'], urls: all });
		},
		requests: async () => {
			const reply = await fetch(`${web.url}/__web/log`);
			return ((await reply.json()) as { entries: readonly Request[] }).entries;
		}
	};
}

/** The texts in the source's list of orders, cut where a placeholder stands: the pieces that tell nothing are left out. */
function ordersOf(source: string): string[] {
	const list = /const ORDERS = \{(.*?)\n\}/su.exec(source)?.[1] ?? '';
	return [...list.matchAll(/`([^`]+)`/gu)]
		.flatMap(([, text = '']) => text.split(/(?<=[.。])\s*/u))
		.filter((text) => !text.includes('${') && text.length >= 8);
}
