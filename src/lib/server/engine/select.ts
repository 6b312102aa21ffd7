/** Which pages to read next: a pure function of the hits and leads of the run, so that a resumed run picks the same. */
import type { RunView } from '../../research/fold.ts';
import type { Scope } from '../../research/run.ts';
import { isPrivate } from '../../research/documents.ts';
import { allows } from '../../research/scope.ts';
import { contentTokens } from '../../research/words.ts';
import { overlap, titleNames, wordSet } from './quality.ts';

export interface Pick {
	readonly url: string;
	readonly via: string; // query id, gap id or "user"
	readonly score: number;
}

const RRF = 8; // small: the first few of each answer matter most

const DOCUMENTS = 12; // of the user's collections in one round; reading them costs nothing

/**
 * The pages of a round, best first: not tried in an earlier round, within the run's scope, at most `limit`. Documents of
 * collections stand among them and take no page's place.
 */
export function picksOf(view: RunView, { round, limit }: { round: number; limit: number }): Pick[] {
	const scope = view.question?.scope ?? { allow: [], deny: [], urls: [] };
	const picks = new Map<string, Pick>();
	const offer = (pick: Pick) => {
		const known = picks.get(pick.url);
		const score = (known?.score ?? 0) + pick.score;
		picks.set(pick.url, known ? { ...known, score } : pick);
	};
	for (const url of scope.urls) offer({ url, via: 'user', score: 100 });
	for (const gap of view.gaps) {
		if (gap.round !== round) continue;
		gap.leads.forEach((lead, at) => offer({ url: lead.url, via: gap.id, score: 10 - at }));
	}
	for (const hit of scoredHits(view, round)) offer(hit);
	const tried = triedBefore(view, round);
	const left = { pages: limit, documents: DOCUMENTS };
	return [...picks.values()]
		.filter((pick) => !tried.has(pick.url) && mayRead(pick, scope))
		.sort((a, b) => b.score - a.score || (a.url < b.url ? -1 : 1))
		.filter(({ url }) => (left[isPrivate(url) ? 'documents' : 'pages'] -= 1) >= 0);
}

function mayRead({ url, via }: Pick, scope: Scope): boolean {
	return via === 'user' || isPrivate(url) || allows(scope, url);
}

function scoredHits(view: RunView, round: number): Pick[] {
	const names = view.brief?.entities ?? [];
	const asked = new Set(view.brief?.terms ?? []);
	const picks: Pick[] = [];
	for (const query of view.queries) {
		if (query.round > round) continue;
		const fresh = query.round === round ? 1 : 0.3; // leftovers of earlier rounds come last
		const words = new Set(contentTokens(query.text));
		for (const hit of query.hits ?? []) {
			const about = wordSet(`${hit.title} ${hit.snippet}`);
			const named = [...names, query.text].some((name) => titleNames(hit.title, name));
			const near = 0.06 * overlap(words, about) + 0.04 * overlap(asked, about);
			picks.push({
				url: hit.url,
				via: query.id,
				score: fresh * (1 / (RRF + hit.rank) + near + (named ? 1 : 0))
			});
		}
	}
	return picks;
}

/** Addresses that earlier rounds read or skipped. */
export function triedBefore(view: RunView, round: number): Set<string> {
	const tried = new Set<string>();
	for (const source of view.sources) {
		if (source.round >= round) continue;
		tried.add(source.url);
		tried.add(source.askedUrl);
	}
	for (const skipped of view.skipped) if (skipped.round < round) tried.add(skipped.url);
	return tried;
}

/** Pages the user named that nobody has tried to read yet. */
export function unreadWishes(view: RunView): readonly string[] {
	const tried = triedBefore(view, Infinity);
	return (view.question?.scope.urls ?? []).filter((url) => !tried.has(url));
}
