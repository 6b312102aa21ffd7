/**
 * Words for matching: folded and lightly stemmed in alphabetic scripts, character bigrams in Chinese, Japanese and
 * Korean (no dictionary, so names are never lost). The same tokens serve the library's BM25 and the engine's scoring.
 */
const TOKEN =
	/[[\p{L}\p{N}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]]+|[[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]&&[\p{L}\p{N}]]+/gv;
const CJK = /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/u;

const STOP_EN =
	'a about after all also am an and any are as at be been before being between both but by can could did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its itself just me more most my no nor not now of off on once only or other our out over own s same she should so some such t than that the their theirs them then there these they this those through to too under until up very was we were what when where which while who whom whose why will with would you your';
const STOP_ZH =
	'的 了 是 在 和 与 及 或 也 都 就 被 把 对 为 以 于 从 到 由 向 这 那 该 其 哪 些 哪个 哪些 什么 多少 怎么 如何 为何 为什么 是否 吗 呢 谁 几 何时 哪里 何处 是谁 有哪 包括 指什 么';
const STOP = new Set([...STOP_EN.split(' ').map(stem), ...STOP_ZH.split(' ')]);
const QUESTION_ZH =
	/哪一?[个些种家位名款天年月日次项类条艘]?|什么|多少|怎么样?|如何|为何|为什么|是否|是谁|谁|何时|何处|哪里|哪儿|几[个名天年次条家]?|吗|呢|？/gu;

/** True when the text has Chinese, Japanese or Korean characters. */
export function isCjk(text: string): boolean {
	return CJK.test(text);
}

function fold(text: string): string {
	const lower = text.normalize('NFKC').toLowerCase();
	return lower
		.normalize('NFD')
		.replace(/(?<=[a-z])\p{M}+/gu, '')
		.normalize('NFC');
}

/** Tokens of a text in order, stop words included. */
export function tokens(text: string): string[] {
	const out: string[] = [];
	for (const run of fold(text).match(TOKEN) ?? []) {
		if (CJK.test(run)) pushBigrams(run, out);
		else out.push(stem(run));
	}
	return out;
}

/** Tokens that carry content: no stop words, and for CJK none that only ask. */
export function contentTokens(text: string): string[] {
	const plain = CJK.test(text) ? text.replace(QUESTION_ZH, ' ') : text;
	return tokens(plain).filter((token) => !STOP.has(token));
}

function pushBigrams(run: string, out: string[]): void {
	const characters = [...run];
	if (characters.length === 1) {
		out.push(run);
		return;
	}
	for (let at = 0; at + 1 < characters.length; at += 1) {
		out.push(`${characters[at] ?? ''}${characters[at + 1] ?? ''}`);
	}
}

/** A light English stem: plural, -ing, -ed and final -e; enough to meet, too little to confuse. */
export function stem(word: string): string {
	let stemmed = word;
	if (stemmed.length > 4 && stemmed.endsWith('ies')) return `${stemmed.slice(0, -3)}y`;
	if (stemmed.length > 3 && /s$/.test(stemmed) && !/(?:ss|us|is)$/.test(stemmed)) {
		stemmed = stemmed.slice(0, -1);
	}
	if (stemmed.length > 5 && stemmed.endsWith('ing')) stemmed = undouble(stemmed.slice(0, -3));
	else if (stemmed.length > 4 && stemmed.endsWith('ed')) stemmed = undouble(stemmed.slice(0, -2));
	return stemmed.length > 4 && stemmed.endsWith('e') ? stemmed.slice(0, -1) : stemmed;
}

function undouble(word: string): string {
	return word.replace(/([bdfgmnprt])\1$/, '$1');
}

/** A key under which two texts count as the same words: letters and digits only, folded. */
export function plainKey(text: string): string {
	return fold(text).replace(/[^\p{L}\p{N}]+/gu, '');
}

/** How many members two sets share. */
export function sharedBy<T>(a: ReadonlySet<T>, b: ReadonlySet<T>): number {
	let shared = 0;
	for (const one of a) if (b.has(one)) shared += 1;
	return shared;
}
