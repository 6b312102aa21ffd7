/**
 * V2 roles: two words of a quote that have changed places in the sentence ("Rice farmers switched to shrimp" turned
 * into "Shrimp farmers switched to rice"). Only the exact exchange of two is told from a free rewording. English.
 */
import { sentenceSpans } from '../../../research/sentences.ts';
import { isCjk } from '../../../research/words.ts';
import { clausesOf, rootsOf } from './clauses.ts';
import { namesOf } from './names.ts';
import { swappedHan } from './swapped-han.ts';

const PASSIVE = /\b(?:by|was|were|been|being|from|between)\b/iu;
const LEAST = 4; // shared words below which an exchange may be chance

/** The two exchanged words of one clause; null when there are none. */
export function exchanged(sentence: string, quote: string): string | null {
	if (isCjk(sentence) || isCjk(quote)) return swappedHan(sentence, quote);
	const said = joined(sentence, sentence);
	for (const { start, end } of sentenceSpans(quote, 'en')) {
		const part = quote.slice(start, end);
		if (PASSIVE.test(sentence) !== PASSIVE.test(part)) continue;
		const pair = exchange(said, joined(part, `${sentence} ${quote}`));
		if (!pair || pair.some((root) => /^\d/u.test(root))) continue;
		const near = clausesOf(part).some((clause) => {
			const roots = joined(clause, `${sentence} ${quote}`);
			return pair.every((root) => roots.includes(root));
		});
		if (near) return pair.join(' / ');
	}
	return null;
}

/** Roots in order, each name one root. */
function joined(text: string, names: string): string[] {
	let plain = text;
	for (const { words } of namesOf(names)) {
		if (words.length > 1) plain = plain.replaceAll(words.join(' '), words.join(''));
	}
	return rootsOf(plain);
}

function exchange(
	said: readonly string[],
	quoted: readonly string[]
): readonly [string, string] | null {
	const once = (list: readonly string[]) =>
		list.filter((root) => list.indexOf(root) === list.lastIndexOf(root));
	const [left, right] = [once(said), once(quoted)];
	const a = left.filter((root) => right.includes(root));
	const b = right.filter((root) => left.includes(root));
	if (a.length < LEAST) return null;
	const apart = a.flatMap((root, at) => (root === b[at] ? [] : [at]));
	const [first = 0, second = 0] = apart;
	const swapped = apart.length === 2 && second - first > 1 && a[first] === b[second];
	return swapped ? [a[first] ?? '', a[second] ?? ''] : null;
}
