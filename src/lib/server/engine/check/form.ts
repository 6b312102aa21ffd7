/**
 * V2 form: a written sentence is whole. No hole where a word should stand, no word twice, nothing left open, no marks of
 * a markup, and a main verb where its quote has one. Held against the quote, which may itself be odd. Pure; English and
 * Chinese; in doubt a sentence is well formed.
 */
import { isCjk } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';
import { hasMainVerb, mainClause, verbAfterPlural } from './verbs.ts';

/** What is wrong with the form of a sentence, in words with the piece; null for nothing. */
export function malformed(sentence: string, quote: string): string | null {
	return (
		leftover(sentence, quote) ??
		unclosed(sentence, quote) ??
		doubled(sentence, quote) ??
		(isCjk(sentence) ? holeZh(sentence) : (holeEn(sentence, quote) ?? verbless(sentence, quote)))
	);
}

const MARKUP =
	/<\/?[a-z][^<>]*>|\*\*|__|&(?:amp|nbsp|lt|gt|quot|#\d+);|\]\(|\[\d+\]|\[citation needed\]|^#{1,6}\s|\{\{|\}\}|\[\[|\]\]|```|\\[nt]\b|\|\s*\|/iu;

function leftover(sentence: string, quote: string): string | null {
	const piece = MARKUP.exec(sentence)?.[0];
	return piece === undefined || quote.includes(piece) ? null : `marks of a markup: ${piece}`;
}

const PAIRS = ['()', '[]', '“”', '（）', '《》', '「」', '『』', '【】'] as const;

function unclosed(sentence: string, quote: string): string | null {
	for (const [open = '', close = ''] of PAIRS.map((pair) => [...pair])) {
		if (sentence.includes(`${open}${close}`)) return `nothing between ${open} and ${close}`;
		if (count(sentence, open) !== count(sentence, close) && isClosed(quote, [open, close]))
			return `left open: ${open}`;
	}
	// After a digit it may be inches.
	const straight = (text: string) => text.replace(/(?<=\d)"/gu, '').split('"').length - 1;
	return straight(sentence) % 2 === 1 && straight(quote) % 2 === 0 ? 'left open: "' : null;
}

const count = (text: string, mark: string) => text.split(mark).length - 1;
const isClosed = (text: string, [open = '', close = '']: readonly string[]) =>
	count(text, open) === count(text, close);

const TWICE = /(?<![\p{L}\p{N}'’-])(\p{Ll}+)[ \u00a0]+\1(?![\p{L}\p{N}'’-])/gu;
const MAY_REPEAT =
	/^(?:had|that|very|so|long|far|many|much|ha|bye|really|no|more|again|is|do|in|on)$/u;
const TWICE_ZH =
	/的的(?!确)|了了(?!解)|是是(?!非)|在在|和和|被被|于于|为为|(\p{sc=Han}{3,8})\1|[，、；：]{2}|[，、；：][。！]|。{2}(?!。)/u;

function doubled(sentence: string, quote: string): string | null {
	const pieces = isCjk(sentence)
		? [TWICE_ZH.exec(sentence)?.[0] ?? '']
		: [...sentence.matchAll(TWICE)].map(([piece, word = '']) =>
				MAY_REPEAT.test(word) ? '' : piece
			);
	const piece = pieces.find((one) => one !== '' && !quote.includes(one));
	return piece === undefined ? null : `twice: ${piece}`;
}

/** Words after which a clause cannot stop. */
const OPEN =
	/(?<![\p{L}\p{N}'’-])(?:an|the|their|my|your|our|its|every|of the|and|or|nor|because|although|whose|than|(?:(?:is|are|was|were|has|have|had) (?:an?|the|of)))\s*(?:[,;:.!?)]|$)/u;
const BROKEN =
	/(?<![\p{L}\p{N}'’-])(?:an?|the)\s+(?:of|at|by|for|from|with|and|or|is|was|were|are|has|had|which|the|an?)(?![-\p{L}\p{N}'’])|[,;:]\s*[,;:.!?)]|\(\s*[,;]/u;
/** "was published by in 1989" */
const NO_AGENT = /\bby (?:in|on|of|from|to|for|and|with)(?=\s(?!average|far|least|most))/u;
const STRANDED =
	/(\p{L}+)\s+(in|on|at|by|for|from|to|with|of|into|between|as|during|near|under|through|since|after|before|until|against|over|without|about)(?=\s*[,;.!?)])/giu;
const RELATIVE = /\b(?:which|that|whom|who|where|what|whose)\b/iu;

function holeEn(sentence: string, quote: string): string | null {
	const shown = sentence.replace(/\b(?:The The|Who's Who)\b/gu, ' ');
	for (const pattern of [OPEN, BROKEN, NO_AGENT]) {
		const piece = pattern.exec(shown)?.[0].trim();
		if (piece !== undefined && !quote.includes(piece)) return `a word is missing after "${piece}"`;
	}
	for (const match of shown.matchAll(STRANDED)) {
		const [piece, before = '', preposition = ''] = match;
		if (isHole({ before, preposition, lead: shown.slice(0, match.index) }, quote))
			return `a word is missing after "${piece}"`;
	}
	return null;
}

/** True when the quote goes on after these two words with something that the sentence has not named before. */
function isHole(
	{ before, preposition, lead }: { before: string; preposition: string; lead: string },
	quote: string
): boolean {
	const pair = new RegExp(`(?<!\\p{L})${before}\\s+${preposition}(?!\\p{L})\\s*([^,.;!?]*)`, 'giu');
	const rests = [...quote.matchAll(pair)].map(([, rest = '']) => rest.trim());
	if (rests.length === 0) {
		const weak = /^(?:from|into|between|at|during|near|of)$/iu.test(preposition);
		return weak && !RELATIVE.test(lead) && !/\b(?:is|are|was|were|be|been|being)\b/iu.test(lead);
	}
	const known = new Set(rootsOf(lead));
	return rests.every((rest) => {
		const object = rootsOf(rest).slice(0, 3);
		return object.length > 0 && !object.some((root) => known.has(root));
	});
}

/** A name and what is added to it: "The Salt Road, a 1978 drama film with Edda Thorsen." */
const ADDED = /^[^,]{2,60},\s(?:an?|the|one of)\s[^,]*[.!]?$/u;
const FEW = 3; // words of a main clause that can hardly be a sentence

/** A piece of a sentence where the quote is whole: nothing but a subordinate clause, a topic, or a name and its addition. */
function verbless(sentence: string, quote: string): string | null {
	if (!hasMainVerb(quote)) return null;
	const main = mainClause(sentence);
	const words = main.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
	const piece =
		isTopicAlone(main, quote) || (!hasMainVerb(sentence) && (words <= FEW || ADDED.test(sentence)));
	return piece ? `no main verb in "${sentence}"` : null;
}

/** "Fenwick gearboxes because …": the main clause is what the quote is about and no more, plural or not. */
function isTopicAlone(main: string, quote: string): boolean {
	const bare = main.replace(/[\s.,;:!?]+$/u, '').trim();
	const at = quote.indexOf(bare);
	return (
		at >= 0 && bare !== '' && !/[.!?]/u.test(bare) && at + bare.length <= verbAfterPlural(quote)
	);
}

const HOLE_ZH =
	/(?:位于|生于|出生于|建于|成立于|毕业于|始于|属于|来自|前往|根据|以及|并且|关于|对于|其中包括|分别为|担任|名为|改编自|由于)[，。；、！]|(?<![自理缘事])由(?=负责|管理|执导|主演|承建|设计|创作|担任|出版|提供|组织|举办|主持|撰写|运营)|(?<=[于在])(?:年|月|日)(?=[^\p{sc=Han}]|[开成出举完正竣投发])|^(?:因为|如果|假如|若(?!干)|虽然|尽管|由于|为了|除了|除非|无论|不论|不管|即使|即便|只要|只有|自从|随着|据(?!此)|根据|按照|为(?:保障|确保|维护|防止|避免|推动|促进|应对|加强|落实|处理|解决|进一步))[^，。；]*。$|(?<=\p{sc=Han})(?:和|与|及|或|被|把)[。；]|^[^，。；：]*\p{sc=Han}(?<![没未不]|没有)(?:表示|指出|认为|透露|强调|宣称|声称|坦言|预计|显示|发现)。$/u;
const ENDS_WELL =
	/(?:温和|柔和|饱和|缓和|总和|共和|祥和|谐和|亲和|平和|参与|给予|赋与|以及|普及|涉及|提及|顾及|波及|危及|触及|或)[。；]/u;

function holeZh(sentence: string): string | null {
	const piece = HOLE_ZH.exec(sentence.replace(ENDS_WELL, '。'))?.[0];
	return piece === undefined ? null : `something is missing at "${piece}"`;
}
