/** V2 names and codes: each must stand in the quotes, beside them, or in what is known of their page. */
import { tokens } from '../../../research/words.ts';
import { HAN, type Finding, type Ground } from './ground.ts';

const CODE = /\b(?:10\.\d{4,9}\/\S+|CVE-\d{4}-\d+|[A-Z]{1,6}-?\d[\w./-]*|§\s?\d+[\w.]*)/gu;
const JOIN = new Set([
	'of',
	'the',
	'de',
	'da',
	'do',
	'di',
	'du',
	'la',
	'le',
	'el',
	'al',
	'van',
	'von',
	'der',
	'den',
	'and',
	'for',
	'in',
	'on',
	'at',
	'&'
]);
/** Capitalised words that name nothing. */
const PLAIN = new Set(
	'i january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday mr mrs ms dr prof sir the a an in on at by for from to of and but or as it its he she they we this that these those there here when while after before since during although though however according both each all some many most more one two three four five no not if so yes new'.split(
		' '
	)
);
const DEMONYM = 4; // letters by which "American" meets "America"

/** Runs of capitalised words inside a sentence; the first word counts only together with the next. */
export function namesIn(sentence: string): string[] {
	const names: string[] = [];
	for (const piece of sentence.split(/(?<=[.!?:;。！？])\s+|[“”"«»()（）]/u)) {
		const words = piece.split(/\s+/u).filter((word) => word !== '');
		let run: string[] = [];
		const close = () => {
			while (run.length > 0 && JOIN.has((run.at(-1) ?? '').toLowerCase())) run.pop();
			if (run.length > 0) names.push(run.join(' '));
			run = [];
		};
		words.forEach((raw, at) => {
			const word = raw.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '').replace(/['’]s$/u, '');
			const capital = /^\p{Lu}/u.test(word) && !PLAIN.has(word.toLowerCase());
			const next = words[at + 1]?.replace(/^[^\p{L}]+/u, '') ?? '';
			const alone = at === 0 && !/^\p{Lu}/u.test(next) && !/\p{Lu}/u.test(word.slice(1));
			if (capital && !alone) run.push(word);
			else if (!(run.length > 0 && JOIN.has(word.toLowerCase()) && /^\p{Lu}/u.test(next))) close();
			else run.push(word);
			if (/[,;:]$/u.test(raw)) close();
		});
		close();
	}
	return names;
}

const HAN_ORG =
	/[\p{Script=Han}]{2,14}?(?:公司|集团|大学|学院|医院|银行|委员会|研究院|研究所|法院|检察院|协会|基金会|出版社|博物馆|图书馆|电视台|通讯社|办公室|管理局|总局|厅|省|自治区)/gu;
const HAN_QUOTED = /[《“「『]([^》”」』]{2,40})[》”」』]/gu;

export function checkNames(sentence: string, grounds: readonly Ground[]): Finding {
	const name = 'V2 names';
	const known = grounds
		.map((one) => [one.quote, one.around, one.title, one.site, one.author ?? ''].join('\n'))
		.join('\n');
	const lost = HAN.test(sentence) ? lostHan(sentence, known) : lostLatin(sentence, known);
	return lost === null
		? { name, outcome: 'pass', note: 'names and codes found in the quotes or their pages' }
		: { name, outcome: 'fail', note: `"${lost}" is not in the quotes or on their pages` };
}

function lostLatin(sentence: string, known: string): string | null {
	const words = new Set(tokens(known));
	const initials = initialsOf(known);
	for (const code of sentence.match(CODE) ?? []) {
		if (!squeezed(known).includes(squeezed(code.replace(/[.,;:)]+$/u, '')))) return code;
	}
	for (const one of namesIn(sentence)) {
		if (squeezed(known).includes(squeezed(one))) continue;
		if (/^[A-Z]{2,7}s?$/u.test(one) && initials.includes(one.replace(/s$/u, '').toLowerCase()))
			continue;
		if (
			known.includes(one.replace(/[a-z\s]|\b(?:of|the|and|for)\b/gu, '')) &&
			one.includes(' ') &&
			/^[A-Z]{3,}$/u.test(one.replace(/[a-z\s'-]/gu, ''))
		)
			continue;
		const missing = tokens(one).find((token) => !JOIN.has(token) && !meets(token, words));
		if (missing !== undefined) return one;
	}
	return null;
}

function meets(token: string, words: ReadonlySet<string>): boolean {
	if (words.has(token) || token.length < 2) return true;
	if (token.length < DEMONYM + 1) return false;
	const stem = token.slice(0, Math.max(DEMONYM, token.length - 3));
	return [...words].some(
		(word) =>
			word.length > DEMONYM && word.startsWith(stem) && Math.abs(word.length - token.length) <= 3
	);
}

/** Initial letters of capitalised words in a row, so that "WHO" meets "World Health Organization". */
function initialsOf(text: string): string {
	return [...text.matchAll(/\p{Lu}[\p{L}'-]+(?:\s+(?:of|the|and|for|&)?\s*\p{Lu}[\p{L}'-]+)+/gu)]
		.map((match) =>
			[...match[0].matchAll(/\p{Lu}/gu)]
				.map((letter) => letter[0])
				.join('')
				.toLowerCase()
		)
		.join(' ');
}

function lostHan(sentence: string, known: string): string | null {
	const plain = squeezed(known);
	for (const [, title = ''] of sentence.matchAll(HAN_QUOTED))
		if (!plain.includes(squeezed(title))) return title;
	for (const word of sentence.match(/[A-Za-z][A-Za-z0-9.&-]+/gu) ?? []) {
		if (!plain.includes(squeezed(word)) && word.length > 1) return word;
	}
	for (const [run] of sentence.matchAll(HAN_ORG)) {
		// Where a name begins is not written: one ending of the run must be known, longer than its kind.
		const endings = Array.from({ length: Math.max(0, run.length - 3) }, (_, at) => run.slice(at));
		if (endings.length > 0 && !endings.some((ending) => plain.includes(squeezed(ending))))
			return run;
	}
	return null;
}

function squeezed(text: string): string {
	return text
		.normalize('NFKC')
		.toLowerCase()
		.normalize('NFD')
		.replace(/\p{M}+/gu, '')
		.replace(/[\s\p{P}\p{S}]+/gu, '');
}
