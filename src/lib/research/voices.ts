/**
 * Independence: which sources are one voice. Copies of a text, the same agency report, and mirrors of a page tell one
 * story; pages of one site are one voice about a statement, though they may tell different stories. Pure: it follows
 * from what the sources' facts hold, so it is the same in the engine, on the page and in an export.
 */
import { homeOf } from './mirrors.ts';
import type { Evidence, Source } from './run.ts';
import { likenessOf, NEAR_COPY } from './sketch.ts';
import { contentTokens, sharedBy, tokens } from './words.ts';

export type Echoed = 'same text' | 'near copy' | 'same agency report' | 'mirror' | 'same paper';
export interface Echo {
	readonly of: string; // id of the source that was read first with this story
	readonly why: Echoed;
}
type Told = Pick<
	Source,
	| 'id'
	| 'url'
	| 'title'
	| 'textHash'
	| 'publishedAt'
	| 'sketch'
	| 'domain'
	| 'agency'
	| 'work'
	| 'fullText'
> &
	Partial<Pick<Source, 'askedUrl'>>;

const DAYS = 3; // an agency's report is printed within so many days
const SAME_TITLE = 0.5;
const SAME_REPORT = 0.12; // likeness of texts that both name the agency: cut, but from one report
const DAY = 86_400_000;

/** The sources that tell a story which an earlier one of the list told, by id. */
export function echoesOf(sources: readonly Told[]): ReadonlyMap<string, Echo> {
	const echoes = new Map<string, Echo>();
	sources.forEach((source, at) => {
		for (const earlier of sources.slice(0, at)) {
			const why = echoed(earlier, source);
			if (why === null) continue;
			echoes.set(source.id, { of: echoes.get(earlier.id)?.of ?? earlier.id, why });
			return;
		}
	});
	return echoes;
}

function echoed(a: Told, b: Told): Echoed | null {
	if (a.textHash === b.textHash) return 'same text';
	if (homeOf(a.url).page === homeOf(b.url).page) return 'mirror';
	if (isPaperOf(a, b)) return 'same paper';
	const alike = likenessOf(a.sketch ?? '', b.sketch ?? '');
	if (alike >= NEAR_COPY) return 'near copy';
	if (!a.agency || a.agency !== b.agency || !sameDays(a, b)) return null;
	return alike >= SAME_REPORT || sameTitle(a.title, b.title) ? 'same agency report' : null;
}

/** A paper's own page and a copy of it are one voice, however differently they are laid out. */
function isPaperOf(a: Told, b: Told): boolean {
	const doi = a.work?.doi ?? null;
	if (doi !== null && doi === b.work?.doi) return true;
	const names = (one: Told, other: Told) =>
		one.fullText !== undefined && (one.fullText === other.url || one.fullText === other.askedUrl);
	return names(a, b) || names(b, a);
}

function sameDays(a: Told, b: Told): boolean {
	if (a.publishedAt === null || b.publishedAt === null) return true;
	return Math.abs(Date.parse(a.publishedAt) - Date.parse(b.publishedAt)) <= DAYS * DAY;
}

function sameTitle(a: string, b: string): boolean {
	const [one, other] = [new Set(contentTokens(a)), new Set(contentTokens(b))];
	const shared = sharedBy(one, other);
	return shared >= 3 && shared >= SAME_TITLE * (one.size + other.size - shared);
}

/** The site a source stands on: its registrable domain, mirrors counted as what they mirror. */
export function siteOf({ url, domain }: Pick<Source, 'url' | 'domain'>): string {
	const home = homeOf(url);
	return home.moved ? home.host : (domain ?? home.host);
}

export interface Voices {
	/** How many of these sources are independent of each other; ids that are no source count nothing. */
	count(sourceIds: Iterable<string>): number;
	/** The first evidence of each independent voice, in the order given; a quote copied word for word adds none. */
	first(evidence: readonly Evidence[]): Evidence[];
	readonly echoes: ReadonlyMap<string, Echo>;
	sameStory(a: string, b: string): boolean;
}

/** Answers questions about the independence of a run's sources. */
export function voicesOf(sources: readonly Told[]): Voices {
	const echoes = echoesOf(sources);
	const known = new Map(
		sources.map((one) => [
			one.id,
			{ story: echoes.get(one.id)?.of ?? one.id, site: `site ${siteOf(one)}` }
		])
	);
	const first = (evidence: readonly Evidence[]) => {
		const groups = new Groups();
		const quotes: { shingles: ReadonlySet<string>; key: string }[] = [];
		for (const { sourceId, quote } of evidence) {
			const voice = known.get(sourceId);
			if (!voice) continue;
			groups.join(voice.story, voice.site);
			const shingles = shinglesOf(quote);
			for (const other of quotes)
				if (copied(other.shingles, shingles)) groups.join(other.key, voice.story);
			quotes.push({ shingles, key: voice.story });
		}
		const heard = new Set<string>();
		return evidence.filter(({ sourceId }) => {
			const story = known.get(sourceId)?.story;
			if (story === undefined || heard.has(groups.rootOf(story))) return false;
			heard.add(groups.rootOf(story));
			return true;
		});
	};
	return {
		echoes,
		first,
		sameStory: (a, b) => known.get(a)?.story === known.get(b)?.story,
		count: (ids) => {
			const groups = new Groups();
			const voices = [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
			for (const { story, site } of voices) groups.join(story, site);
			return new Set(voices.map(({ story }) => groups.rootOf(story))).size;
		}
	};
}

const LONG_QUOTE = 10; // shingles of a quote from which the same words are no chance
const COPIED = 0.85; // share of the shorter quote's shingles

function shinglesOf(quote: string): ReadonlySet<string> {
	const words = tokens(quote);
	return new Set(
		words.slice(2).map((word, at) => `${words[at] ?? ''} ${words[at + 1] ?? ''} ${word}`)
	);
}

function copied(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
	const least = Math.min(a.size, b.size);
	return least >= LONG_QUOTE && sharedBy(a, b) >= COPIED * least;
}

/** Names that were said to belong together (union-find). */
class Groups {
	readonly #parents = new Map<string, string>();

	rootOf(name: string): string {
		const parent = this.#parents.get(name) ?? name;
		return parent === name ? name : this.rootOf(parent);
	}

	join(a: string, b: string): void {
		const [one, other] = [this.rootOf(a), this.rootOf(b)];
		if (one !== other) this.#parents.set(other, one);
	}
}
