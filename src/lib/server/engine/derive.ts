/**
 * What code may conclude from quotes without a writer: which of two compared things comes first. The conclusion is a
 * sentence of kind "derived": it cites every quote it stands on, and the check makes it anew from those quotes alone.
 */
import type { RunView } from '../../research/fold.ts';
import type { Evidence } from '../../research/run.ts';
import { plainKey } from '../../research/words.ts';
import { dateIn, type Dated } from './quantities.ts';
import { titleNames } from './quality.ts';
import { hopCuesOf } from './relations.ts';
import { wordingFor, type ComparedThing, type Happening } from './wording.ts';

type Known = Pick<RunView, 'brief' | 'question' | 'sources' | 'evidence'>;

export interface Derived {
	readonly text: string;
	readonly evidenceIds: string[];
}

const HAPPENINGS: readonly (readonly [Happening, RegExp])[] = [
	['birth', /\b(?:born|older|younger)\b|出生|年长|年轻|年龄/iu],
	['death', /\bdied?\b|\bdeath\b|去世|逝世/iu],
	['release', /\b(?:released?|came out|published|premiered)\b|上映|发行|出版/iu]
];
const EARLIEST =
	/\b(?:first|earlier|older|earliest|oldest|before)\b|[更最较]早|先(?:上映|发行|出版|出生|去世|逝世)|年长/iu;
const LATEST =
	/\b(?:later|last|younger|latest|youngest|more recent(?:ly)?|after)\b|[更最较]晚|年轻/iu;

/** The comparison that a question asks for, made from the run's evidence; null when the quotes do not settle it. */
export function derivedComparison(view: Known): Derived | null {
	const { brief } = view;
	if (brief?.shape !== 'compare' || brief.parts.length !== 1 || brief.entities.length !== 2) {
		return null;
	}
	const asked = askedFor(brief.parts[0] ?? '', brief.entities);
	if (!asked) return null;
	const [one, other] = brief.entities.map((entity) => factOf(view, { entity, asked }));
	if (!one || !other || !differ(one.dated, other.dated)) return null;
	const first = one.dated.iso < other.dated.iso ? one : other;
	const second = first === one ? other : one;
	const [answer, rest] = asked.latest ? [second, first] : [first, second];
	const language = view.question?.language ?? 'en';
	return {
		text: wordingFor(language).compared({ ...asked, answer, rest }),
		evidenceIds: [...new Set([...answer.evidenceIds, ...rest.evidenceIds])]
	};
}

interface Asked {
	readonly happening: Happening;
	readonly latest: boolean;
	readonly through: ReadonlySet<string>; // words near which the far name stands; empty when the thing itself is meant
}

function askedFor(question: string, entities: readonly string[]): Asked | null {
	// Names are no words of the question: "First Blood" does not ask what was first.
	const asking = entities.reduce((text, name) => text.replaceAll(name, ' '), question);
	const happening = HAPPENINGS.find(([, pattern]) => pattern.test(asking))?.[0];
	const [early, late] = [EARLIEST.test(asking), LATEST.test(asking)];
	if (!happening || early === late) return null;
	return { happening, latest: late, through: hopCuesOf(asking) };
}

function factOf(
	view: Known,
	{ entity, asked }: { entity: string; asked: Asked }
): ComparedThing | null {
	const own = quotesOf(view, entity);
	if (asked.through.size === 0) {
		const found = datedQuote(own, asked.happening);
		return found && { entity, person: null, ...found };
	}
	for (const quote of own) {
		for (const source of view.sources) {
			const person = bareName(source.title);
			if (plainKey(person) === plainKey(entity) || !isNamedBy(quote, { person, asked })) continue;
			const found = datedQuote(quotesOf(view, person), asked.happening);
			if (found) {
				return { entity, person, ...found, evidenceIds: [quote.id, ...found.evidenceIds] };
			}
		}
	}
	return null;
}

/** Evidence from the pages that are about a name, best first. */
function quotesOf(view: Known, name: string): Evidence[] {
	const pages = new Set(
		view.sources.filter((source) => titleNames(source.title, name)).map((source) => source.id)
	);
	return view.evidence
		.filter((one) => pages.has(one.sourceId))
		.sort((a, b) => b.score - a.score || Number(a.id.slice(1)) - Number(b.id.slice(1)));
}

function datedQuote(
	quotes: readonly Evidence[],
	happening: Happening
): { dated: Dated; evidenceIds: string[] } | null {
	for (const { id, quote } of quotes) {
		const dated = READERS[happening](quote);
		if (dated) return { dated, evidenceIds: [id] };
	}
	return null;
}

/** True when a quote names the person right after a word of the relation asked for: "directed by X". */
function isNamedBy({ quote }: Evidence, { person, asked }: { person: string; asked: Asked }) {
	const at = quote.indexOf(person);
	if (person.length < 3 || at < 0) return false;
	const before = quote.slice(Math.max(0, at - 40), at).toLowerCase();
	return [...asked.through].some((cue) => before.includes(cue));
}

function bareName(title: string): string {
	return title.replace(/\s*[(（][^)）]*[)）]\s*$/u, '').trim();
}

const LIFE = /^[^()（）.。]{2,80}[(（]([^()（）]{4,160})[)）]/u;
const READERS: Readonly<Record<Happening, (quote: string) => Dated | null>> = {
	birth: (quote) => {
		const life = LIFE.exec(quote)?.[1];
		const [born = '', died] = life?.split(/\s*[–—-]\s*|[－至]/u) ?? [];
		if (life && (died !== undefined || /\b(?:born|b\.)|出生|生于/iu.test(life)))
			return dateIn(born);
		const said = /\bwas born\b([^.;]{0,80})|(?:出生于|生于)([^。；]{0,40})/iu.exec(quote);
		return said ? dateIn(said[1] ?? said[2] ?? '') : null;
	},
	death: (quote) => {
		const died = LIFE.exec(quote)?.[1]?.split(/\s*[–—-]\s*|[－至]/u)[1];
		const inBrackets = died === undefined ? null : dateIn(died);
		if (inBrackets) return inBrackets;
		const said = /\bdied\b([^.;]{0,80})|(?:去世于|逝世于|卒于)([^。；]{0,40})/iu.exec(quote);
		return said ? dateIn(said[1] ?? said[2] ?? '') : null;
	},
	release: (quote) => {
		const said =
			/\b(?:released|premiered|published|came out)\b([^.;]{0,60})|(?:上映|发行|出版)于([^。；]{0,30})/iu.exec(
				quote
			);
		const dated = said ? dateIn(said[1] ?? said[2] ?? '') : null;
		if (dated) return dated;
		const year = /\b(?:is|was) an? (?:[A-Z][\w-]* )?((?:18|19|20)\d{2}) /u.exec(quote)?.[1];
		return year === undefined ? null : { iso: year, text: year };
	}
};

/** True when the dates differ as far as both are known: "1958" does not come before "1958-03". */
function differ(a: Dated, b: Dated): boolean {
	const shared = Math.min(a.iso.length, b.iso.length);
	return a.iso.slice(0, shared) !== b.iso.slice(0, shared);
}
