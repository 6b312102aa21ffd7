/**
 * The question understood by rules: its parts, its shape, the names in it and the words that carry content. The
 * deterministic substitute of the intake and rubric steps (harness note, section 6.7).
 */
import type { Brief, Question, RubricItem } from '../../research/run.ts';
import type { RunView } from '../../research/view.ts';
import { contentTokens, isCjk, plainKey } from '../../research/words.ts';

export const RULES = 'rules@1';

/** Most parts of a question that get a section of their own. */
const MAX_PARTS = 12;

const QUOTED = /[“"«《「『]([^“”"«»《》「」『』]{2,120})[”"»》」』]/gu;

/** Kinds of question by their wording; the first that matches names the shape. */
const SHAPES: readonly (readonly [string, RegExp])[] = [
	[
		'how-many',
		/\bhow (?:many|much|tall|long|old|far|big|large|high|deep)\b|多少|几[个名天年次条家款吨]/iu
	],
	['when', /\bwhen\b|\bwhat (?:year|date|day|time)\b|何时|什么时[候间]|哪[一]?[年天月日]|时间是/iu],
	[
		'where',
		/\bwhere\b|\bplace of\b|\bwhich (?:country|city|town)\b|哪里|哪儿|何处|在哪|哪个(?:国家|城市|省|地区)/iu
	],
	[
		'compare',
		/\b(?:older|younger|first|earlier|later|longer|same|both|versus|vs\.?|compare|difference)\b|相比|区别|比较|不同|[更最较][早晚]|先(?:上映|发行|出版|出生|去世|逝世)|年长|年轻/iu
	],
	['who', /\bwho(?:se|m)?\b|谁|哪位|哪个(?:机构|部门|公司)/iu],
	['why', /\bwhy\b|为什么|为何|原因/iu],
	['how', /\bhow\b|如何|怎么|怎样/iu]
];

export function shapeOf(text: string): string {
	const asking = text.replace(QUOTED, ' '); // a quoted title does not ask
	return SHAPES.find(([, pattern]) => pattern.test(asking))?.[0] ?? 'overview';
}

/** All that the reader asked for, in the reader's own words: no page and no model has a say in it. */
export function readersWords({ question, steers }: Pick<RunView, 'question' | 'steers'>): string {
	const said = steers.flatMap((one) => {
		if (one.kind === 'question' || one.kind === 'instruction') return [one.text];
		return one.kind === 'plan' ? (one.sections ?? []).map((section) => section.question) : [];
	});
	return [question?.text ?? '', ...said].join('\n');
}

/** The brief of a question. `today` is an ISO date. */
export function understand(question: Question, today: string): Brief {
	const parts = partsOf(question.text);
	const entities = entitiesOf(question.text);
	return {
		deliverable: 'a cited brief of verbatim quotes',
		assumptions: [],
		asOf: today,
		language: question.language,
		languages: [...new Set([question.language, isCjk(question.text) ? 'zh' : question.language])],
		shape: shapeOf(question.text),
		terms: [...new Set(contentTokens(question.text))],
		entities,
		parts
	};
}

/** The separate questions a text asks, in order; the whole text when it asks one. */
export function partsOf(text: string): string[] {
	const whole = text.replace(/\s+/gu, ' ').trim();
	const pieces = whole
		.split(/(?<=[?？])\s*/u)
		.map((piece) => piece.trim())
		.filter((piece) => contentTokens(piece).length > 0);
	const parts = pieces.filter((piece) => /[?？]$/u.test(piece));
	return parts.length > 1 ? parts.slice(0, MAX_PARTS) : [whole];
}

const LEADING =
	/^(?:who|what|when|where|which|why|how|was|were|is|are|do|does|did|has|have|had|can|could|should|would|will|the|a|an|in|on|at|of|for|from|to|and|or|if|tell|give|list|compare|explain|describe)$/iu;
const JOINING =
	/^(?:of|the|de|da|do|di|du|la|le|el|al|bin|ibn|van|von|der|den|y|e|in|on|at|for|to|with|&|a)$/u;

/** Names in a question: quoted titles, and runs of capitalised words with what joins them. */
export function entitiesOf(text: string): string[] {
	const quoted = [...text.matchAll(QUOTED)].map((match) => (match[1] ?? '').trim());
	const rest = text.replace(QUOTED, ' . ');
	const names = capitalisedRuns(rest);
	const seen = new Set<string>();
	return [...quoted, ...names].filter((name) => {
		const key = plainKey(name);
		if (key.length < 2 || seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}

function capitalisedRuns(text: string): string[] {
	const runs: string[] = [];
	let run: string[] = [];
	const close = () => {
		while (run.length > 0 && JOINING.test(run.at(-1) ?? '')) run.pop();
		while (run.length > 0 && LEADING.test(run[0] ?? '') && !isTitleArticle(run)) run.shift();
		const name = run
			.join(' ')
			.replace(/[,;:.?]+$/u, '')
			.replace(/['’]s?$/u, '');
		if (/\p{Lu}|\p{N}/u.test(name)) runs.push(name);
		run = [];
	};
	const words = text.split(/\s+/u).filter((word) => word !== '');
	words.forEach((word, at) => {
		const capital = /^[("'‘]?[\p{Lu}\p{N}]/u.test(word) && !(at === 0 && LEADING.test(word));
		if (!capital && !(run.length > 0 && JOINING.test(word))) {
			close();
			return;
		}
		run.push(word);
		const possessive = /['’]s[,.?]?$/u.test(word) && !capitalFollows(words, at);
		// A comma goes on inside a name ("Margaret of Bavaria, Marchioness of Mantua"); other marks end it.
		if (/[?;:]$/u.test(word) || possessive || (/[,.]$/u.test(word) && !capitalFollows(words, at))) {
			close();
		}
	});
	close();
	return runs.filter((name) => !/^\p{N}{1,2}$/u.test(name));
}

function isTitleArticle(run: readonly string[]): boolean {
	// "The Palace Of Angels" keeps its article; "The" before one plain name does not matter for matching.
	return (
		/^(?:The|A|An|In|On|At|For|To|If|How|When|Where|What|Who|Why)$/u.test(run[0] ?? '') &&
		run.length > 1
	);
}

function capitalFollows(words: readonly string[], at: number): boolean {
	return /^[("'‘]?\p{Lu}/u.test(words[at + 1] ?? '');
}

/** The must-answer items: one per part, or one per compared name where two or more are compared. */
export function rubricOf(brief: Brief): RubricItem[] {
	const texts =
		brief.parts.length === 1 && brief.shape === 'compare' && brief.entities.length > 1
			? brief.entities.slice(0, 4).map((name) => `${name}: ${facetOf(brief)}`)
			: brief.parts;
	return texts.map((text, index) => ({ id: `r${index + 1}`, text, weight: 1 }));
}

/** What a question asks about its names: its words without the names. */
export function facetOf(brief: Pick<Brief, 'parts' | 'entities'>): string {
	let rest = brief.parts.join(' ');
	for (const name of [...brief.entities].sort((a, b) => b.length - a.length)) {
		rest = rest.split(name).join(' ');
	}
	return rest
		.replace(/[“”"«»《》「」『』?？,;:]/gu, ' ')
		.replace(
			/\b(?:who|what|which|where|when|was|were|is|are|do|does|did|or|and|both|the|a|an|of|from|in|from)\b/giu,
			' '
		)
		.replace(/(?<!\p{L})['’]s?(?!\p{L})/gu, ' ')
		.replace(/\s+/gu, ' ')
		.trim();
}
