/**
 * V2 attribution: whoever a sentence names as the one who says it is named in the quotes, next to them, or is the
 * source itself. Pure; English and Chinese.
 */
import { contentTokens, isCjk } from '../../../research/words.ts';
import { rootOf, rootsOf } from './clauses.ts';

const ACCORDING = /\b(?:according to|in the words of|as reported by)\s+([^,;.]{2,80})/giu;
const SAYS =
	'said|says|told|announced|announces|admitted|denied|warned|warns|estimates|estimated that|claimed|claims|confirmed|stated|states|argued|argues|reported that|caution(?:s|ed)?|concluded|concludes|added that|noted that|believes|believed';
const SPEAKER = new RegExp(
	`(?:^|[,;] (?:but |and |while )?|\\bthat )((?:[\\p{L}\\p{N}'’.-]+,? ){1,9}?)(?:has |have |also |later )?(?:${SAYS})\\b`,
	'giu'
);
const CLOSING_SPEAKER = new RegExp(
	`, ((?:[\\p{L}\\p{N}'’.-]+ ){1,8})(?:has |have )?(?:${SAYS})\\b`,
	'giu'
);
/** Words for a source in general: whoever cites it may use them. */
const GENERIC = new Set(
	rootsOf(
		'report study studies survey data figures researchers researcher authors author article source paper analysis statement officials website page document findings results plans plan scientists experts review statistics record records estimates estimate text release preliminary official recent new latest 数据 报告 研究 调查 统计 文章 作者 专家 消息 资料 公报 通报 介绍 报道'
	)
);
const PRONOUN = /^(?:he|she|they|it|we|i|who|this|that|these|those|some|one|many|several)$/iu;

/** Names of the sayers of the sentence that stand nowhere in `texts`, as written. */
export function straySayers(sentence: string, texts: readonly string[]): string[] {
	const known = new Set(rootsOf(texts.join('\n')));
	const sayers = isCjk(sentence) ? sayersZh(sentence) : sayersEn(sentence);
	return sayers.filter((sayer) => {
		const roots = contentTokens(sayer)
			.map(rootOf)
			.filter((root) => !GENERIC.has(root));
		if (roots.length === 0) return false;
		const met = roots.filter((root) => known.has(root)).length;
		return isCjk(sayer) ? met < roots.length * 0.6 : met < roots.length;
	});
}

function sayersEn(sentence: string): string[] {
	const according = [...sentence.matchAll(ACCORDING)].map((match) =>
		(match[1] ?? '').replace(/\b(?:published|released|conducted|issued|in|on|for|from) .*$/u, '')
	);
	const speakers = [...sentence.matchAll(SPEAKER), ...sentence.matchAll(CLOSING_SPEAKER)].map(
		(match) => (match[1] ?? '').trim()
	);
	return [...new Set([...according, ...speakers])]
		.map((sayer) => sayer.trim())
		.filter((sayer) => sayer !== '' && !PRONOUN.test(sayer));
}

const ZH_ACCORDING =
	/(?:根据|依据|(?<![数证依根占])据)(?!说|悉|此|了解|称|报道)([\p{sc=Han}《》A-Za-z·\d]{2,20}?)(?:的?(?:数据|介绍|统计|报道|消息|通报|公报|报告|调查|要求)|表示|称|透露|预计|显示|说|，|,)/gu;
const ZH_SPEAKER =
	/(?:^|[，。；])(?!据|根据)([\p{sc=Han}《》A-Za-z·\d]{2,14}?)(?:对[《》\p{sc=Han}]{2,12})?(?:表示|指出|认为|透露|称(?!为|号|作)|说(?!明|法)|宣布|通报|要求)/gu;

function sayersZh(sentence: string): string[] {
	const found = [...sentence.matchAll(ZH_ACCORDING), ...sentence.matchAll(ZH_SPEAKER)];
	return [...new Set(found.map((match) => match[1] ?? ''))].filter(
		(sayer) => sayer.length >= 2 && !/^(?:他|她|它|他们|其|该|对此|同时|并|这)/u.test(sayer)
	);
}
