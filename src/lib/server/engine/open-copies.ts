/**
 * Papers whose own page could not be read, or told no more than the abstract: the open copy that a scholarly engine named
 * or that the page itself names is read after them. Which ones follows from the facts alone, so that a resumed run reads
 * the same; each counts as a page.
 */
import { isPrivate } from '../../research/documents.ts';
import type { RunView } from '../../research/fold.ts';
import { openCopiesOf, papersOf } from '../../research/papers.ts';
import { allows, searchesWeb } from '../../research/scope.ts';
import { readWave, type Wave } from './read-step.ts';
import { triedBefore, type Pick } from './select.ts';
import type { Run, Tools } from './tools.ts';

const ABSTRACT = 6_000; // characters of a paper's page that may hold no more than the abstract
const MOST = 6; // of one round
const TRIES = 2; // addresses of one paper

/** Reads the open copies of what this wave met and could not read whole; `pages`: how many more may be read. */
export async function readOpenCopies(
	run: Run,
	tools: Tools,
	{ wave, pages }: { wave: Wave; pages: number }
): Promise<void> {
	let left = Math.min(MOST, pages);
	const { picks: landings, round } = wave;
	for (let again = 0; again < TRIES && left > 0; again += 1) {
		const picks = openCopies(run.view(), { landings, round, again }).slice(0, left);
		if (picks.length === 0) return;
		left -= picks.length;
		await readWave(run, tools, { ...wave, picks });
	}
}

/** The copies to try for the first time, or (`again`) after so many others of the same paper could not be read. Pure. */
export function openCopies(
	view: RunView,
	{ landings, round, again }: { landings: readonly Pick[]; round: number; again: number }
): Pick[] {
	const scope = view.question?.scope;
	if (!searchesWeb(scope)) return [];
	const papers = papersOf(view.queries);
	const taken = new Set([...triedBefore(view, round), ...landings.map(({ url }) => url)]);
	const unread = new Set(view.skipped.filter((one) => one.round === round).map(({ url }) => url));
	const whole = wholePapers(view, { landings, round });
	const picks: Pick[] = [];
	for (const landing of landings) {
		const met = isPrivate(landing.url) ? null : metAt(view, { url: landing.url, round });
		if (!met) continue;
		const { dois, urls } = openCopiesOf(papers, met.urls);
		const copies = [...new Set([...urls, ...met.named])].filter(
			(url) => !taken.has(url) && !met.urls.includes(url) && (!scope || allows(scope, url))
		);
		const url = copies[again];
		if (url === undefined || dois.some((doi) => whole.has(doi))) continue;
		if (!copies.slice(0, again).every((one) => unread.has(one))) continue;
		taken.add(url); // two pages of one paper name the same copy
		picks.push({ ...landing, url });
	}
	return picks;
}

interface Met {
	readonly urls: readonly string[]; // of the paper's own page
	readonly named: readonly string[]; // copies that the page itself names
}

/** What a page of this round came to, where that is less than the whole paper; null otherwise. */
function metAt(view: RunView, { url, round }: { url: string; round: number }): Met | null {
	const lost = view.skipped.find((one) => one.round === round && one.url === url);
	if (lost && lost.reason !== 'duplicate' && lost.reason !== 'not-allowed')
		return { urls: [url], named: lost.fullText === undefined ? [] : [lost.fullText] };
	const source = view.sources.find((one) => one.round === round && one.askedUrl === url);
	if (!source || source.textLength >= ABSTRACT) return null;
	const { fullText } = source;
	return { urls: [url, source.url], named: fullText === undefined ? [] : [fullText] };
}

/** DOIs of the papers that an earlier round, or a page of this wave, gave whole. */
function wholePapers(
	view: RunView,
	{ landings, round }: { landings: readonly Pick[]; round: number }
): Set<string> {
	const own = new Set(landings.map(({ url }) => url));
	return new Set(
		view.sources
			.filter((one) => one.round < round || own.has(one.askedUrl))
			.filter(({ textLength }) => textLength >= ABSTRACT)
			.flatMap(({ work }) => work?.doi ?? [])
	);
}
