/**
 * V2 and V3: whether the quotes of a rewritten sentence bear it, by code alone. V2 takes the sentence apart (numbers,
 * dates, names, polarity, modality, superlatives, attribution); V3 weighs how many of its words stand in the quotes.
 */
import { isCjk } from '../../../research/words.ts';
import type { Alignment } from '../../ports.ts';
import { strayAgent, strayHolder } from './agents.ts';
import { straySayers } from './attribution.ts';
import { strayDates } from './dates.ts';
import { malformed } from './form.ts';
import { unbound } from './governed.ts';
import { bandOf, recallOf } from './lexical.ts';
import { lostModifier } from './modifiers.ts';
import { placeOf, strayCodes, strayNames } from './names.ts';
import { strayNumbers } from './numbers.ts';
import { strayOwner } from './owners.ts';
import { denialAgainst, prefixAgainst, reversalAgainst, type Doubt } from './polarity.ts';
import { exchanged } from './roles.ts';
import { lostSubject } from './subject.ts';
import { featuresOf } from './soft.ts';
import { exaggeration, overstatement, untoldDeed } from './strength.ts';
import { lostSayer } from './unattributed.ts';
import { SUPPORT } from './trees-data.ts';
import { chanceOf } from './trees.ts';

export { bandOf } from './lexical.ts';

/** The chance from which V3 by words and meaning takes a sentence as borne by its quotes. */
export const MEANING_PASS = 0.5;
export { isFraming } from './framing.ts';

export interface Ground {
	readonly quote: string; // the cited words, verbatim
	readonly around: string; // the quote with one sentence on either side
	readonly title: string;
	readonly site: string;
	readonly author: string | null;
	readonly publishedAt: string | null; // ISO date, as precise as it is known
}
export type CheckName =
	| 'V2 numbers'
	| 'V2 dates'
	| 'V2 names'
	| 'V2 polarity'
	| 'V2 modality'
	| 'V2 qualifiers'
	| 'V2 superlatives'
	| 'V2 attribution'
	| 'V2 form'
	| 'V2 subject'
	| 'V2 modifiers'
	| 'V3 lexical support';
export interface Finding {
	readonly name: CheckName;
	readonly outcome: 'pass' | 'fail' | 'not-run';
	readonly note: string; // plain words for a reader; names the piece that failed
}

/** Every V2 and V3 check of one sentence against the union of its quotes. Never throws. */
export function checkSupport(
	sentence: string,
	grounds: readonly Ground[],
	alignment: Alignment | null = null
): Finding[] {
	const texts = grounds.flatMap(({ quote, around, title }) => [quote, around, title]);
	const published = grounds.flatMap(({ publishedAt }) => publishedAt ?? []);
	const exact = [
		numberCheck(sentence, { texts, grounds }),
		listed('V2 dates', strayDates(sentence, { pool: texts, published }), 'the date')
	];
	return [...exact, ...wordChecks(sentence, grounds, alignment)];
}

/** V3 alone: weighted recall of the sentence's content words in the quotes, 0 to 1. */
export function supportScore(sentence: string, grounds: readonly Ground[]): number {
	return recallOf(
		sentence,
		grounds.map(({ quote, around, title }) => ({
			quote,
			beside: `${around}\n${title}`
		}))
	);
}

const WORDED: readonly CheckName[] = [
	'V2 names',
	'V2 polarity',
	'V2 modality',
	'V2 qualifiers',
	'V2 superlatives',
	'V2 attribution',
	'V2 form',
	'V2 subject',
	'V2 modifiers',
	'V3 lexical support'
];

/** The checks that compare words: they need quotes in the script of the sentence. */
function wordChecks(
	sentence: string,
	grounds: readonly Ground[],
	alignment: Alignment | null
): Finding[] {
	const same = grounds.filter(({ quote }) => isCjk(quote) === isCjk(sentence));
	if (same.length === 0) {
		const note =
			grounds.length === 0
				? 'no quote is cited'
				: 'the quotes are in another script than the sentence';
		// A code reads the same in every script.
		const pool = grounds.flatMap(({ quote, around, title }) => [quote, around, title]);
		const codes = grounds.length === 0 ? [] : strayCodes(sentence, placeOf(pool));
		return WORDED.map((name) =>
			name === 'V2 names' && codes.length > 0
				? listed(name, codes, 'the name')
				: { name, outcome: 'not-run', note }
		);
	}
	const quote = same.map((one) => one.quote).join('\n');
	const around = same.map((one) => one.around).join('\n');
	const all = grounds.flatMap((one) => [
		...[one.quote, one.around, one.title, one.site, one.author ?? '']
	]);
	const doubts = [
		denialAgainst(sentence, { quote, around }),
		reversalAgainst(sentence, quote),
		prefixAgainst(sentence, quote)
	];
	return [
		nameCheck(sentence, { quote, all }),
		polarityFinding(doubts.filter((doubt) => doubt !== null)),
		single(
			'V2 modality',
			overstatement(sentence, quote) ?? untoldDeed(sentence, quote),
			'the quotes only expect or allow'
		),
		single('V2 qualifiers', unbound(sentence, quote), 'lost or turned round:'),
		single('V2 superlatives', exaggeration(sentence, quote), 'stronger than the quotes:'),
		sayerCheck(sentence, { quote, all }),
		single('V2 form', malformed(sentence, quote), 'not well formed:'),
		single('V2 subject', subjectAgainst(sentence, same), 'name what the sentence is about:'),
		single('V2 modifiers', lostModifier(sentence, quote), 'the quotes say'),
		lastCheck(sentence, { grounds: same, alignment })
	];
}

/** A sentence on several quotes may be about any of them: it fails when it keeps the subject of none. */
function subjectAgainst(sentence: string, grounds: readonly Ground[]): string | null {
	const lost = grounds.map((one) => lostSubject(sentence, one));
	return lost.some((one) => one === null) ? null : (lost[0] ?? null);
}

/** V3: by words and meaning where both could be compared, else by words alone, and then it says so. */
function lastCheck(
	sentence: string,
	{ grounds, alignment }: { grounds: readonly Ground[]; alignment: Alignment | null }
): Finding {
	const score = supportScore(sentence, grounds);
	const words = bandOf(score);
	const chance = alignment ? chanceOf(SUPPORT, featuresOf(sentence, { grounds, alignment })) : null;
	// Meaning may settle what words leave open and doubt what they pass; what words fail it can only leave open.
	const band = chance === null ? words : together(words, chance >= MEANING_PASS);
	const outcome = band === 'grey' ? 'not-run' : band;
	const by = chance === null ? 'words alone' : `meaning ${Math.round(chance * 100)}`;
	const note = `words ${Math.round(score * 100)}, ${by} of 100: ${BANDS[band]}`;
	return { name: 'V3 lexical support', outcome, note };
}

function together(words: ReturnType<typeof bandOf>, meant: boolean): ReturnType<typeof bandOf> {
	if (words === 'fail') return meant ? 'grey' : 'fail';
	return meant ? 'pass' : 'grey';
}

function numberCheck(
	sentence: string,
	{ texts, grounds }: { texts: readonly string[]; grounds: readonly Ground[] }
): Finding {
	const stray = strayNumbers(sentence, texts);
	if (stray.length > 0) return listed('V2 numbers', stray, 'the number');
	const quotes = grounds.map(({ quote }) => quote).join('\n');
	return single('V2 numbers', strayOwner(sentence, quotes), 'the quotes say of something else:');
}

function polarityFinding(doubts: readonly Doubt[]): Finding {
	const name = 'V2 polarity';
	const sure = doubts.find((doubt) => doubt.sure);
	if (sure) return single(name, sure.piece, 'the quotes say the opposite about');
	const [doubt] = doubts;
	if (!doubt) return single(name, null, '');
	return open(name, `code cannot tell which way it goes: "${doubt.piece}"`);
}

function sayerCheck(
	sentence: string,
	{ quote, all }: { quote: string; all: readonly string[] }
): Finding {
	const stray = straySayers(sentence, all);
	return stray.length > 0
		? listed('V2 attribution', stray, 'the sayer')
		: single('V2 attribution', lostSayer(sentence, quote), 'the quotes leave it to');
}

function nameCheck(
	sentence: string,
	{ quote, all }: { quote: string; all: readonly string[] }
): Finding {
	const stray = strayNames(sentence, placeOf(all));
	if (stray.length > 0) return listed('V2 names', stray, 'the name');
	const exchange = exchanged(sentence, quote);
	if (exchange !== null) return single('V2 names', exchange, 'changed places with each other:');
	const agent = strayAgent(sentence, quote);
	if (agent !== null) return single('V2 names', agent, 'the quotes say that another did it:');
	return single(
		'V2 names',
		strayHolder(sentence, all.join('\n')),
		'the quotes tell of another than'
	);
}

const BANDS = {
	pass: 'the words of the sentence stand in the quotes',
	grey: 'too few words in common to tell by code',
	fail: 'the quotes speak of something else'
} as const;

const open = (name: CheckName, note: string): Finding => ({
	name,
	outcome: 'not-run',
	note
});

function listed(name: CheckName, stray: readonly string[], what: string): Finding {
	if (stray.length === 0) return { name, outcome: 'pass', note: 'nothing that the quotes lack' };
	const quoted = stray.map((piece) => `"${piece}"`).join(', ');
	return {
		name,
		outcome: 'fail',
		note: `${what} ${quoted} is not in the quotes`
	};
}

function single(name: CheckName, piece: string | null, what: string): Finding {
	if (piece === null)
		return {
			name,
			outcome: 'pass',
			note: 'nothing that the quotes contradict'
		};
	return { name, outcome: 'fail', note: `${what} "${piece}"` };
}
