/**
 * Which sentences may stand in a report on their own: whole, said by somebody, about something, and not the furniture
 * of a web site. Pure rules; each returns a reason in words, so that a rejection can be shown.
 */
import { isCjk, plainKey, tokens } from '../../research/words.ts';
import { orderFault } from './check/orders.ts';

/** Under this a sentence does not bear on the question; between the two it is context, not an answer. */
export const FLOOR = 0.34;
export const ANSWERS = 0.45;

const BOILERPLATE =
	/\b(?:cookies?|subscribe|newsletter|sign (?:in|up)|log ?in|privacy policy|terms of (?:use|service)|all rights reserved|click here|read more|share this|advertisement|javascript|this article is a stub|you can help|jump to|skip to|back to top|add to cart|follow us|related (?:articles|posts|pages)|table of contents|leave a (?:reply|comment)|photo(?:graph)? by|image (?:credit|source)|affiliate|our readers|fundraiser)\b|版权所有|责任编辑|点击|扫码|登录|注册|转载|未经授权|更多精彩|下载(?:客户端|APP)|免责声明|相关阅读|编辑[:：]|记者\s*[:：]|【纠错】/iu;

/** What a page wants of its visitor. */
const TOUTS =
	/\b(?:schedule|book|request|get) (?:a|an|your|our) (?:free )?(?:demo|consultation|quote|call|trial|estimate)\b|\blook no further\b|\b(?:contact|call|talk to) (?:us|our)\b|\bget in touch\b|\b(?:use|try|download) our (?:free )?\p{Lu}|\blearn more (?:in|about|at|from) (?:our|us|how we)\b|\bfree trial\b/iu;
/** What it points to stands elsewhere on its page. */
const POINTS =
	/\b(?:tips?|steps?|lists?|tables?|figures?|examples?|parameters?|sections?|charts?|images?|links?|buttons?|forms?|codes?) (?:above|below)\b|\bsee (?:above|below)\b|, see \p{Lu}/u;

const DANGLING_EN =
	/^(?:["“'(]\s*)?(?:he|she|it|they|his|her|hers|its|their|theirs|this|these|those|that|such|there|here|both|another|others|however|but|and|or|so|thus|therefore|moreover|furthermore|also|additionally|meanwhile|instead|otherwise|then|afterwards?|later|the (?:former|latter|same)|as a result|for (?:example|instance)|in (?:addition|contrast|turn|this|that|these)|on the other hand|at (?:the|that) (?:time|same time)|because of this|after (?:this|that)|nevertheless|nonetheless|yet|still|finally|secondly|thirdly|we|i|you|my|our|your|if so|to do this|once|by then|see)\b/iu;
const DANGLING_ZH =
	/^[“"‘（]?(?:他们?|她们?|它们?|此(?![前外]次)|该|这些?|那些?|其(?:中|他|次|实|后)?|与此同时|同时|另外|此外|否则|因此|所以|但是?|然而|不过|而且|并且|于是|随后|对此|据此|为此|上述|前者|后者|我们?|你们?|您)/u;

const VERB_EN =
	/\b(?:is|are|was|were|be|been|being|has|have|had|do|does|did|can|could|will|would|may|might|must|shall|should|(?!(?:need|seed|feed|speed|breed|hundred|red|bed|indeed)\b)[a-z]{2,}(?:ed|ing)|[a-z]{3,}s|began|became|born|built|came|cost|found|gave|goes|got|grew|held|kept|knew|led|left|lost|made|met|paid|put|ran|read|rose|said|saw|sold|sent|set|shot|sang|spoke|stood|took|told|taught|thought|won|wrote|use|make|take|give|keep|let|help|need|work|run|start|add|create|choose|include|contain|provide)\b/iu;

/** "Seedlings: 4-6 inches": what it is about stands elsewhere on its page. */
const ROW = /^[^:：.。]{1,40}[:：]/u;
/** A headline that ends with whom it is taken from. */
const TAKEN_FROM = /转自\s*[【《「][^】》」]{1,20}[】》」]$/u;
/** The line of the agency that sends the news, which is followed by whole sentences. */
const SENT_BY = /(?:报|社|网)(?:讯|电)[\s（(]/u;
const STOPS = /[.!。！；…]["”’'」』)）\]]*$/u;

interface Standing {
	readonly question: string; // which asks: orders may stand only where it asks what to do
	readonly isParagraph?: boolean; // one of its own may lack its full stop
}

/** Null when the sentence may stand; else why not. Length is in words, or in characters for CJK. */
export function faultOf(
	sentence: string,
	{ question, isParagraph = false }: Standing
): string | null {
	const cjk = isCjk(sentence);
	const length = cjk ? [...sentence].length : sentence.split(/\s+/u).length;
	if (length < (cjk ? 9 : 5)) return 'too short to stand alone';
	if (length > (cjk ? 220 : 75)) return 'too long to read as one statement';
	if (BOILERPLATE.test(sentence)) return 'furniture of a web site';
	if (/[?？]\s*["”]?$/u.test(sentence)) return 'a question';
	if (!cjk && !VERB_EN.test(sentence)) return 'says nothing: no verb';
	if (/https?:\/\/|www\.|[{}<>|]{2}|[=;]{2}/u.test(sentence)) return 'code or an address';
	if (letterShare(sentence) < 0.55) return 'mostly signs and digits';
	const whole = ends(sentence, cjk);
	if (!whole && !(isParagraph && length >= (cjk ? 16 : 9))) return 'not a whole sentence';
	if (!whole && SENT_BY.test(sentence)) return 'news that breaks off';
	if (TAKEN_FROM.test(sentence)) return 'a headline';
	if (ROW.test(sentence) && !STOPS.test(sentence)) return 'a row of a list';
	if (/[:：]$/u.test(sentence)) return 'announces what is not part of it';
	if (TOUTS.test(sentence)) return 'an invitation of its site';
	if (POINTS.test(sentence)) return 'points elsewhere on its page';
	if (/(?:\.\.\.|…)$/u.test(sentence)) return 'cut off';
	if (/^[\p{Ll},;)\]，；、）]/u.test(sentence)) return 'begins in mid-sentence';
	if (cjk && unbalanced(sentence, '“', '”')) return 'an open quotation';
	return orderFault(sentence, question);
}

/** True when the sentence leans on the one before it: a pronoun or connective leads it. */
export function dangles(sentence: string): boolean {
	return isCjk(sentence) ? DANGLING_ZH.test(sentence) : DANGLING_EN.test(sentence);
}

function ends(sentence: string, cjk: boolean): boolean {
	return cjk ? /[。！；…”）」』.!]$/u.test(sentence) : /[.!…"”')\]]$/u.test(sentence);
}

function unbalanced(text: string, open: string, close: string): boolean {
	return text.split(open).length !== text.split(close).length;
}

function letterShare(text: string): number {
	const letters = text.match(/[\p{L}\s]/gu)?.length ?? 0;
	return letters / Math.max(1, [...text].length);
}

/** Share of the smaller set of words that both texts have, 0..1. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	const [small, large] = a.size < b.size ? [a, b] : [b, a];
	if (small.size === 0) return 0;
	let common = 0;
	for (const token of small) if (large.has(token)) common += 1;
	return common / small.size;
}

/** Jaccard likeness of two sets of words, 0..1. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	let common = 0;
	for (const token of a) if (b.has(token)) common += 1;
	const union = a.size + b.size - common;
	return union === 0 ? 0 : common / union;
}

export function wordSet(text: string): Set<string> {
	return new Set(tokens(text));
}

/** True when a title names an entity: the same words, save a bracketed addition or a site name after a dash or bar. */
export function titleNames(title: string, entity: string): boolean {
	const bare = (text: string) => plainKey(text.replace(/\s*[(（][^)）]*[)）]\s*$/u, ''));
	const head = title.replace(/\s+[-–—|·_]\s+[^-–—|·_]*$/u, '');
	const key = bare(entity);
	if (key === '') return false;
	return [title, head].some((text) => plainKey(text) === plainKey(entity) || bare(text) === key);
}
