/**
 * Collections of the user's own beside the web. A query goes to both; a document is read from its kept copy and nothing
 * is fetched for it. The law of private text is kept here: what decides about queries and addresses of the web is shown
 * the outward view, in which no private document ever was; and a run without the web never reaches it.
 */
import { isPrivate } from '../../research/documents.ts';
import type { RunView } from '../../research/fold.ts';
import type { EngineReply, Hit, Query } from '../../research/run.ts';
import { collectionsIn, searchesWeb } from '../../research/scope.ts';
import { outwardView } from '../../research/withhold.ts';
import type { ReadOutcome } from '../web/page.ts';
import { enginesFor } from './search-kinds.ts';
import { budgetOf } from '../../research/effort.ts';
import type { Pick } from './select.ts';
import type { Run, Tools } from './tools.ts';

interface Hands {
	readonly run: Run;
	readonly tools: Tools;
}
interface Answer {
	readonly hits: readonly Hit[];
	readonly replies: readonly EngineReply[];
}

/** Asks the engines of the web and the run's collections, each where the run may. */
export async function findEverywhere(
	{ run, tools }: Hands,
	{ query, limit, signal }: { query: Query; limit: number; signal: AbortSignal }
): Promise<Answer> {
	const { language, text } = query;
	const view = run.view();
	const scope = view.question?.scope;
	const collections = collectionsIn(scope);
	const web = searchesWeb(scope)
		? tools.search.find(text, { limit, language, signal, ...enginesFor(view, text) })
		: Promise.resolve({ hits: [], replies: [] });
	if (collections.length === 0) return web;
	const own = tools.collections.find(text, { collections, limit, language, signal });
	const [found, { hits, reply }] = await Promise.all([web, own]);
	return { hits: [...found.hits, ...hits], replies: [...found.replies, reply] };
}

/** Reads a page of the web, or the kept copy of a document that one of the run's collections has. */
export async function readPlace(
	{ run, tools }: Hands,
	{ pick, signal }: { pick: Pick; signal: AbortSignal }
): Promise<ReadOutcome> {
	if (isPrivate(pick.url)) return tools.collections.read(pick.url);
	if (searchesWeb(run.view().question?.scope) || pick.via === 'user')
		return tools.web.read(pick.url, { signal, draw: drawsPages(run.view()) });
	return { ok: false, reason: 'not-allowed', message: 'This run does not use the web.' };
}

/** Whether this effort waits for a browser where a page needs one. */
function drawsPages({ question }: RunView): boolean {
	return question === null || budgetOf(question.effort, question.limits).draw;
}

/** Pages of the web that earlier rounds tried. */
export function webTries(view: RunView, round: number): number {
	return [...view.sources, ...view.skipped].filter(
		(one) => one.round < round && !isPrivate(one.url)
	).length;
}

/**
 * The same run as the web may know it, for the steps that write queries or choose links. A run that never reaches the
 * web has no outside: there names found in documents may be followed into other documents.
 */
export function outward(hands: Hands): Hands {
	const { run, tools } = hands;
	if (!searchesWeb(run.view().question?.scope)) return hands;
	const outside: Run = {
		id: run.id,
		signal: run.signal,
		enough: run.enough,
		view: () => outwardView(run.view()),
		append: (make) => run.append(make),
		tell: (delta) => run.tell(delta),
		boundary: () => run.boundary(),
		planned: () => run.planned()
	};
	return { run: outside, tools };
}
