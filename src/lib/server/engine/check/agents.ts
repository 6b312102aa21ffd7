/**
 * V2 agents: who did what. A deed that the quote gives to one name ("directed by Eduardo De Filippo") may not be given
 * to another ("Federico Fellini directed …"), and what only stands behind "of" there is not what is told of here ("Mantua
 * was the consort" of "Margaret was the consort of Mantua"). Pure; English.
 */
import { isCjk, plainKey } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';

interface Deed {
	readonly root: string; // of the verb
	readonly name: string; // who did it, as written
}

const NAME = String.raw`\p{Lu}[\p{L}\p{M}’'.-]*(?:\s(?:(?:of|de|la|von|van|der|den|di|da|al|bin|the)\s){0,2}\p{Lu}[\p{L}\p{M}’'.-]*)*`;
const BY = new RegExp(
	String.raw`\b(\p{Ll}{3,})\s(?:(?:jointly|solely|mainly)\s)?by\s(?:the\s)?(${NAME})`,
	'gu'
);
const DID = new RegExp(
	String.raw`(${NAME})\s(?:(?:has|had|also|then|later|first)\s){0,2}(\p{Ll}{2,}(?:ed|t|d|ote|ade|an|old|ew|aw))\b(?!\s(?:by|in|on|at|from|for|as)\b)`,
	'gu'
);
const NO_DEED = /^(?:and|not|that|but|it|at|what|without|most|first|instead|shot)$/u;

/** A deed that sentence and quote give to different names, as the sentence writes it; null when there is none. */
export function strayAgent(sentence: string, quote: string): string | null {
	if (isCjk(sentence) || isCjk(quote)) return null;
	const told = [...doneBy(quote), ...deedsOf(quote)];
	for (const { root, name } of [...doneBy(sentence), ...deedsOf(sentence)]) {
		const doers = told.filter((one) => one.root === root);
		if (doers.length === 0 || doers.some((one) => sameName(one.name, name))) continue;
		if (stands(name, quote)) return `${name} (${doers[0]?.name ?? ''})`;
	}
	return null;
}

const HOLDER = new RegExp(String.raw`^(${NAME})\s(?:is|was|are|were)\s`, 'u');

/** The subject of the sentence where the quote and its title know it behind "of" and the like only; null when not. */
export function strayHolder(sentence: string, quote: string): string | null {
	const name = HOLDER.exec(sentence)?.[1];
	if (name === undefined || isCjk(quote)) return null;
	const before = quote.split(name).slice(0, -1);
	const led = before.every((part) => /\b(?:of|in|at|near) (?:the )?$/u.test(part));
	return before.length > 0 && led ? name : null;
}

/** "… directed by Eduardo De Filippo and Anna Example": the first name is enough to know who did it. */
function doneBy(text: string): Deed[] {
	return [...text.matchAll(BY)].flatMap(([, verb = '', name = '']) => deed(verb, name));
}

function deedsOf(text: string): Deed[] {
	return [...text.matchAll(DID)].flatMap(([, name = '', verb = '']) =>
		NO_DEED.test(verb) ? [] : deed(verb, name)
	);
}

function deed(verb: string, name: string): Deed[] {
	const [root] = rootsOf(verb);
	return root === undefined ? [] : [{ root, name: name.replace(/['’]s$|[.'’-]+$/u, '') }];
}

function sameName(one: string, other: string): boolean {
	const words = new Set(one.split(/\s/u).map(plainKey));
	return other.split(/\s/u).some((word) => word.length > 2 && words.has(plainKey(word)));
}

/** Only an exchange is sure: a name that the quote has too, for something else. */
const stands = (name: string, quote: string) => plainKey(quote).includes(plainKey(name));
