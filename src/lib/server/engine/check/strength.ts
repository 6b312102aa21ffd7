/**
 * V2 polarity, modality, superlatives and attribution: a sentence may not say the opposite of its quotes, nor more surely,
 * nor more widely. Each clause is held against the clause of the quotes that it shares most words with.
 */
import { contentTokens, tokens } from '../../../research/words.ts';
import { clausesOf, HAN, type CheckName, type Finding, type Ground } from './ground.ts';

const NEGATORS =
	/\b(?:not|no|never|none|neither|nor|without|cannot|nobody|nothing|den(?:y|ies|ied)|reject(?:s|ed)?|refus(?:e|es|ed)|fail(?:s|ed)? to|unable|lack(?:s|ed)?|unlikely|hardly|barely)\b|n['’]t\b/giu;
const HAN_NEGATORS =
	/(?:不(?!仅|但|断|过|同|少|久|论|管|止|只|得不|错)|没有|没(?!收)|未(?!来|婚|成年)|无(?!论|数|线|人机|锡|疑|偿)|否认|拒绝|并非|尚未|非(?!常|洲|遗|法))/gu;

/** Words of which the one says the opposite of the other. */
const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = [
	[
		/\b(?:increas\w+|ris(?:e|es|ing|en)|rose|gr(?:ow|ew|owth|owing|own)|gain\w*|climb\w*|up|higher|surg\w+|expand\w*|doubl\w+)\b/iu,
		/\b(?:decreas\w+|fall(?:s|ing|en)?|fell|drop\w*|declin\w+|down|lower(?:ed)?|shr[aiu]nk\w*|reduc\w+|cut|halv\w+|plung\w+)\b/iu
	],
	[/\b(?:open(?:s|ed|ing)?)\b/iu, /\b(?:clos(?:e|es|ed|ing|ure)|shut\w*)\b/iu],
	[/\b(?:win|wins|won|victory)\b/iu, /\b(?:los(?:e|es|t|ing)|defeat(?:ed)?)\b/iu],
	[
		/\b(?:approv\w+|accept\w*|adopt\w*|pass(?:ed|es)?)\b/iu,
		/\b(?:reject\w*|veto\w*|refus\w+|declin\w+|block\w*)\b/iu
	],
	[
		/\b(?:support(?:s|ed|ing)?|back(?:s|ed|ing)|favou?r(?:s|ed)?)\b/iu,
		/\b(?:oppos\w+|against|criticis\w+|criticiz\w+)\b/iu
	],
	[/\b(?:before|earlier|prior to)\b/iu, /\b(?:after|later|following)\b/iu],
	[/\b(?:import\w*)\b/iu, /\b(?:export\w*)\b/iu],
	[/\b(?:buy|buys|bought|acquir\w+)\b/iu, /\b(?:sell|sells|sold)\b/iu],
	[/\b(?:north\w*)\b/iu, /\b(?:south\w*)\b/iu],
	[/\b(?:east\w*)\b/iu, /\b(?:west\w*)\b/iu],
	[/\b(?:succeed\w*|success\w*)\b/iu, /\b(?:fail\w*)\b/iu],
	[/\b(?:profit\w*)\b/iu, /\b(?:loss|losses)\b/iu],
	[/\b(?:guilty|convicted)\b/iu, /\b(?:acquitted|innocent|cleared)\b/iu],
	[/\b(?:safe|safer|harmless)\b/iu, /\b(?:dangerous|harmful|unsafe)\b/iu],
	[/(?:增长|上升|提高|增加|上涨|扩大|回升|攀升)/u, /(?:下降|减少|降低|下跌|下滑|缩小|回落|萎缩)/u],
	[/(?:盈利)/u, /(?:亏损)/u],
	[/(?:支持|赞成)/u, /(?:反对)/u],
	[/(?:批准|通过|同意)/u, /(?:否决|驳回|拒绝)/u],
	[/(?:开放|开通|启用|开业)/u, /(?:关闭|停用|停业|停运)/u],
	[/(?:进口)/u, /(?:出口)/u],
	[/(?:之前|以前)/u, /(?:之后|以后)/u],
	[/(?:高于|超过)/u, /(?:低于|不足)/u]
];

const HEDGES =
	/\b(?:may|might|could|can|would|should|plan(?:s|ned|ning)? (?:to|for)|intend\w*|aim(?:s|ed)? to|expect\w*|propos\w+|likely|possibl[ey]|perhaps|probably|reportedly|alleged\w*|suggest\w*|appear(?:s|ed)? to|seem(?:s|ed)? to|estimat\w+|forecast\w*|project(?:ed|ion|ions)|scheduled|hope(?:s|d)? to|believed|is to be|are to be)\b/u;
const HAN_HEDGES =
	/(?:可能|或许|也许|计划|预计|拟(?!人)|有望|或将|据称|疑似|建议|预期|估计|打算|争取|力争|目标|将(?:于|在|会|要)?|希望|倾向|涉嫌)/u;

/** Words that claim all or the utmost, by what they claim. A class of the sentence must be in the quotes. */
const UTMOST: readonly (readonly [string, RegExp])[] = [
	['only', /\b(?:only|sole(?:ly)?|unique(?:ly)?|exclusive(?:ly)?|single)\b|唯一|仅有|只有|独家/iu],
	['first', /\b(?:first|earliest|oldest|pioneer\w*)\b|第一|首个|首次|首座|首家|首条|最早|率先/iu],
	[
		'largest',
		/\b(?:largest|biggest|greatest|longest|tallest|highest|widest|heaviest|major|main|most populous)\b|最大|最长|最高|最多|最重/iu
	],
	['smallest', /\b(?:smallest|shortest|lowest|least|fewest|lightest)\b|最小|最短|最低|最少/iu],
	['best', /\b(?:best|finest|leading|top|most (?!of\b)\w+)\b|最佳|最好|最优|领先|最为/iu],
	['worst', /\b(?:worst|deadliest|gravest)\b|最差|最坏|最严重/iu],
	[
		'all',
		/\b(?:all|every|everyone|always|entire(?:ly)?|completely|never|any|each|100 ?%)\b|所有|全部|一律|均|都|始终|完全|从不/iu
	],
	[
		'most',
		/\b(?:most (?:of|people|users|patients|residents|countries|companies|studies)|majority)\b|大多数|多数|大部分/iu
	],
	[
		'cause',
		/\b(?:caus(?:e|es|ed|ing)|because|due to|led to|leads to|result(?:s|ed)? in|prov(?:e|es|ed|en)|guarantee\w*)\b|导致|造成|因为|由于|证明|引起/iu
	]
];

interface Aligned {
	readonly said: string;
	readonly quoted: string;
}

/** Each clause of the sentence with the clause of the quotes that shares most of its words. */
function alignedClauses(sentence: string, grounds: readonly Ground[]): Aligned[] {
	const quoted = grounds.flatMap((one) => [...clausesOf(one.quote), one.quote]);
	return clausesOf(sentence).flatMap((said) => {
		const words = new Set(contentTokens(said));
		const scored = quoted
			.map((text) => ({ text, score: shareOf(words, text) - text.length / 20_000 }))
			.sort((a, b) => b.score - a.score);
		const [best] = scored;
		return best && best.score >= 0.3 ? [{ said, quoted: best.text }] : [];
	});
}

function shareOf(words: ReadonlySet<string>, text: string): number {
	const other = new Set(contentTokens(text));
	return words.size === 0 ? 0 : [...words].filter((word) => other.has(word)).length / words.size;
}

const negations = (text: string) =>
	(text.match(HAN.test(text) ? HAN_NEGATORS : NEGATORS) ?? []).length;

export function checkPolarity(sentence: string, grounds: readonly Ground[]): Finding {
	const name = 'V2 polarity';
	for (const { said, quoted } of alignedClauses(sentence, grounds)) {
		for (const [one, other] of OPPOSITES) {
			const turned =
				(one.test(said) && !other.test(said) && other.test(quoted) && !one.test(quoted)) ||
				(other.test(said) && !one.test(said) && one.test(quoted) && !other.test(quoted));
			if (turned && negations(said) > 0 === negations(quoted) > 0) {
				const word = (one.exec(said) ?? other.exec(said))?.[0] ?? '';
				return fail(name, `it says "${word}" where the quote says the opposite`);
			}
		}
		if (negations(said) > 0 !== negations(quoted) > 0 && !turnsRound(said, quoted)) {
			return fail(
				name,
				negations(said) > 0 ? 'it denies what the quote says' : 'the quote denies what it says'
			);
		}
	}
	return pass(name, 'it says nothing the other way round');
}

/** "did not rise" against "fell": a negation and an opposite make the same. */
function turnsRound(said: string, quoted: string): boolean {
	return OPPOSITES.some(
		([one, other]) =>
			(one.test(said) && other.test(quoted)) || (other.test(said) && one.test(quoted))
	);
}

export function checkModality(sentence: string, grounds: readonly Ground[]): Finding {
	const name = 'V2 modality';
	for (const { said, quoted } of alignedClauses(sentence, grounds)) {
		const hedges = HAN.test(quoted) ? HAN_HEDGES : HEDGES;
		const hedge = hedges.exec(quoted)?.[0];
		const kept =
			(HAN.test(said) ? HAN_HEDGES : HEDGES).test(sentence) ||
			/\b(?:will|to)\b.*\b(?:be|open|begin|start)\b/u.test(said);
		if (hedge !== undefined && !kept && nearShared({ quoted, said, hedge })) {
			return fail(name, `the quote says "${hedge}", the sentence states it as a fact`);
		}
	}
	return pass(name, 'no surer than the quotes');
}

/** True when what follows the hedge in the quote is what the sentence states; a hedge elsewhere does not matter. */
function nearShared({
	quoted,
	said,
	hedge
}: {
	quoted: string;
	said: string;
	hedge: string;
}): boolean {
	const after = contentTokens(quoted.slice(quoted.indexOf(hedge) + hedge.length)).slice(
		0,
		HAN.test(quoted) ? 12 : 6
	);
	const words = new Set(contentTokens(said));
	const shared = after.filter((word) => words.has(word)).length;
	return shared >= Math.min(2, after.length) && after.length > 0;
}

export function checkUtmost(sentence: string, grounds: readonly Ground[]): Finding {
	const name = 'V2 superlatives';
	const text = grounds.map((one) => `${one.quote}\n${one.title}`).join('\n');
	for (const [kind, words] of UTMOST) {
		const said = words.exec(sentence)?.[0];
		if (said === undefined || words.test(text)) continue;
		if (kind === 'all' && /\b(?:never|any)\b/iu.test(said)) continue; // polarity's business
		if (new Set(tokens(text)).has(tokens(said)[0] ?? '')) continue;
		return fail(name, `"${said}" claims more than the quotes (${kind})`);
	}
	const other =
		/\b(?!(?:interest|request|forest|protest|contest|harvest|guest|quest|honest|invest|suggest|arrest|priest|modest|digest|earnest|conquest|manifest|west|northwest|southwest|midwest|rest|test|nest|best|latest|inquest|bequest)\b)\p{L}{3,}est\b/u.exec(
			sentence
		)?.[0];
	if (
		other !== undefined &&
		!new Set(tokens(text)).has(tokens(other)[0] ?? '') &&
		!UTMOST.some(([, words]) => words.test(other) && words.test(text))
	) {
		return fail(name, `"${other}" claims more than the quotes`);
	}
	return pass(name, 'no wider than the quotes');
}

export function checkAttribution(sentence: string, grounds: readonly Ground[]): Finding {
	const name = 'V2 attribution';
	const known = grounds
		.map((one) => [one.quote, one.around, one.title, one.site, one.author ?? ''].join('\n'))
		.join('\n');
	const said = SPOKEN_HAN.exec(sentence);
	if (said && !speaks(said[1] ?? '', known)) {
		return fail(name, `"${said[0]}": the quotes name another speaker`);
	}
	const speaker =
		/\b[Aa]ccording to (?:the |a |an )?([^,.;]+?)(?=,|\.|;|$| in | on )/u.exec(sentence)?.[1] ??
		/据([\p{Script=Han}A-Za-z]{2,16}?)(?:报道|介绍|称|统计|消息|披露|通报|透露|显示|表示)/u.exec(
			sentence
		)?.[1];
	if (speaker === undefined) return pass(name, 'attributed to nobody');
	const words = new Set(tokens(known));
	const asked = contentTokens(speaker).filter(
		(word) =>
			!/^(?:report|study|data|official|source|author|article|researcher|paper|survey|page)$/u.test(
				word
			)
	);
	const found = asked.filter((word) => words.has(word)).length;
	return asked.length === 0 || found >= Math.ceil(asked.length / 2)
		? pass(name, `"${speaker}" is the quote's or its page's`)
		: fail(name, `"${speaker}" is neither the source nor the speaker of the quotes`);
}

const SPEECH_HAN = '(?:宣布|表示|宣称|声称|称|说|指出|强调|透露|介绍|认为)';
const SPOKEN_HAN = new RegExp(`([\\p{Script=Han}]{2,8}?)${SPEECH_HAN}`, 'u');

/** True when the quotes have the same subject shortly before a verb of speech. */
function speaks(subject: string, known: string): boolean {
	const end = subject.slice(-2);
	return new RegExp(`${end}[^。；]{0,16}?${SPEECH_HAN}`, 'u').test(known);
}

function pass(name: CheckName, note: string): Finding {
	return { name, outcome: 'pass', note };
}
function fail(name: CheckName, note: string): Finding {
	return { name, outcome: 'fail', note };
}
