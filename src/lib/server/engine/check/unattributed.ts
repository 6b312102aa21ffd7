/**
 * V2 attribution, the other way round: what a quote only lets somebody say may not become a fact of the report's own.
 * "X said that B" is borne out by "X said B" and "according to X, B", not by "B". Pure; English and Chinese.
 */
import { sentenceSpans } from '../../../research/sentences.ts';
import { isCjk } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';

const OPINES =
	'(?:said|says|say|claimed|claims|claim|argued|argues|argue|believes?|believed|thinks?|thought|alleged|alleges|insisted|insists|warned|warns|predicted|predicts|suggested|suggests|stated|states|told [^,]{2,30}?)';
const LED = new RegExp(
	`^(?:[^,;]{2,60}, )?([^,;“"]{2,70}?) (?:has |have |had |also )*${OPINES}(?:,| that| on \\p{Lu}\\p{L}+(?: that)?)? (?=\\S)(.+?)(?:,? (?:and|but|while|whereas) .*|)$`,
	'iu'
);
const ACCORDING = /^according to ([^,]{2,80}), (.+)$/iu;
const CLOSING = new RegExp(
	`^(.+?)[,"”]+ (?:according to ([^,]{2,80})|([^,;]{2,60}) ${OPINES}|${OPINES} ([^,;]{2,60}))[.]?$`,
	'iu'
);
const TELLS_EN = new RegExp(`\\b(?:according to|reportedly|allegedly|${OPINES})`, 'iu');

const TELLS =
	'(?:(?<![名简号俗统人职对相])称(?![为号作呼赞职霸])|(?<![小据学传])说(?![明法服])|表示|指出|认为|强调|透露|坦言|声称|宣称|警告)';
const LED_ZH = new RegExp(
	`^(?:.*?[，：；])??([^，。；：“”]{2,40}?)${TELLS}(?:[，：:]|(?=[\\p{sc=Han}“]))(.+)$`,
	'u'
);
const TELLS_ZH = new RegExp(`${TELLS}|据|报道|观点|看法`, 'u');
/** Whoever reports news says nothing of their own. */
const MEDIA = /报道|消息|报告|数据|据(?:悉|介绍|了解|说)|[社网报台]$|^(?:有|据)/u;
const BESIDE =
	/(?:\d{1,4}[年月日号时点分]+|[今昨当]天|日前|近日|上午|下午|晚间?|在《[^》]*》(?:上?报告)?|在[^，]*?[中上时后里]|就[^，]*?(?:时|一事)|(?:发表|发布|接受)[^，]*)/gu;
const FROM = 0.6; // of the sentence's content that stands only behind the saying

/** Who says it in the quote and not in the sentence, as written there; null when nobody is lost. */
export function lostSayer(sentence: string, quote: string): string | null {
	const han = isCjk(quote);
	if (isCjk(sentence) !== han || (han ? TELLS_ZH : TELLS_EN).test(sentence)) return null;
	for (const { start, end } of sentenceSpans(quote, han ? 'zh' : 'en')) {
		const told = (han ? toldZh : toldEn)(quote.slice(start, end));
		if (told === null || names(sentence, told.sayer)) continue;
		if (isFrom(sentence, { told: told.what, quote: quote.replace(told.what, ' ') }))
			return told.sayer;
	}
	return null;
}

/** What a Chinese sentence lets somebody say and the quote does not let them say; null for nothing. */
export function straySaying(sentence: string, quote: string): string | null {
	const [, , what = ''] = LED_ZH.exec(sentence) ?? [];
	if (what === '') return null;
	const begun = what.replace(/^[“‘]/u, '').slice(0, 2); // an adverb may go
	const said = sentenceSpans(quote, 'zh').some(({ start, end }) =>
		LED_ZH.exec(quote.slice(start, end))?.[2]?.includes(begun)
	);
	return said || !LED_ZH.test(quote) ? null : begun;
}

interface Told {
	readonly sayer: string;
	readonly what: string;
}

function toldEn(sentence: string): Told | null {
	const [, by, after] = ACCORDING.exec(sentence) ?? [];
	if (by !== undefined && after !== undefined) return { sayer: by, what: after };
	const [, sayer, what] = LED.exec(sentence) ?? [];
	if (sayer !== undefined && what !== undefined) return { sayer, what };
	const [, before, one, other, last] = CLOSING.exec(sentence) ?? [];
	const closing = one ?? other ?? last;
	return before === undefined || closing === undefined ? null : { sayer: closing, what: before };
}

function toldZh(sentence: string): Told | null {
	const [, said = '', what = ''] = LED_ZH.exec(sentence) ?? [];
	const sayer = said.replace(BESIDE, '').trim();
	return what === '' || sayer === '' || MEDIA.test(sayer) ? null : { sayer, what };
}

const NAMED = 0.5; // of the sayer's name

/** True when the sayer's name, or its last word, stands in the sentence. */
function names(sentence: string, sayer: string): boolean {
	const known = new Set(rootsOf(sentence));
	const roots = rootsOf(sayer);
	const met = roots.filter((root) => known.has(root)).length;
	const last = !isCjk(sayer) && known.has(roots.at(-1) ?? ''); // a family name
	return met > 0 && (met >= NAMED * roots.length || last);
}

/** True when most of what the sentence says stands behind the saying and nowhere else in the quote. */
function isFrom(sentence: string, { told, quote }: { told: string; quote: string }): boolean {
	const [inside, outside] = [new Set(rootsOf(told)), new Set(rootsOf(quote))];
	const said = rootsOf(sentence).filter((root) => inside.has(root) || outside.has(root));
	const own = said.filter((root) => inside.has(root) && !outside.has(root));
	return said.length > 0 && own.length >= FROM * said.length;
}
