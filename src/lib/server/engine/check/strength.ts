/**
 * V2 modality and superlatives: a sentence may be weaker than its quotes, never stronger ("may" does not become "did",
 * "most" not "all", "one of the oldest" not "the oldest"). Pure; English and Chinese.
 */
import { isCjk } from '../../../research/words.ts';
import { allRootsOf, rootsOf, scopesOf } from './clauses.ts';

/** How sure a word makes what follows it: 1 possible, 2 meant or expected, 3 sure but still to come. */
const HEDGES_EN: readonly (readonly [number, RegExp])[] = [
	[
		1,
		/\b(?:may(?! not only)|might|could|would|possibl[ey]|perhaps|probabl[ey]|likely|suggest(?:s|ed|ing)?|potential(?:ly)?|appears? to|seems? to|appeared to|seemed to|if)\b/gu
	],
	[
		2,
		/\b(?:plan(?:s|ned|ning)?(?= to| for|\b)|expect(?:s|ed|ing)?|intend(?:s|ed|ing)?|hop(?:e|es|ed|ing)|aim(?:s|ed|ing)?|propos(?:e|es|ed|ing)|forecast(?:s|ed)?|predict(?:s|ed)?|project(?:s|ed)? to|seek(?:s|ing)? to|want(?:s|ed)? to|consider(?:s|ed|ing)?|agreed to|designed to|intentions?|target(?:s|ed|ing)?|needs?(?= the| a| to| an| its| their)|promis(?:e|es|ed|ing)|pledg(?:e|es|ed|ing)|vow(?:s|ed)|offer(?:s|ed|ing)? to|threaten(?:s|ed|ing)? to|awaits?|awaiting|depend(?:s|ed|ing)? on|pending|yet to|subject to|requires?)\b/giu
	],
	[3, /\b(?:will|shall|is to|are to|due to (?=\p{Ll}+\b)|scheduled to|set to|to be)\b/gu]
];
const HEDGES_ZH: readonly (readonly [number, RegExp])[] = [
	[1, /(?<!尽)可能|或许|也许|或(?=将|会|于|达|超|可|需|在)|疑似|大概率|有望|似乎|建议/gu],
	[
		2,
		/计划|预计|预期|打算|拟(?=在|于|建|将|投|对)|希望|力争|预测|目标|承诺|争取|意向|仍需|有待|尚待|尚需/gu
	],
	[3, /将(?!近|军)|即将/gu]
];

/** Words that soften a sentence but do not count as a hedge of a quote. */
const PERMITS =
	/\b(?:can|lets?|allow(?:s|ed)?|permit(?:s|ted)?|according to plans|must|ha(?:s|ve) to)\b/iu;

/** Said of what is still to come, but too common to be one in a quote. */
const TO_COME_ZH = /(?<![大机社协商])会(?=\p{sc=Han})(?![议员计社场谈见晤长展面])/u;

const REAL_BEFORE =
	/\b(?:used|managed|began|begun|started|continued?|came|able|went on|helped|known|found|led|had|have|has|forced|enough|order|tend(?:s|ed)?|proved|the first|the only) $/iu;
/** A deed of the sentence ("has appealed") that its quotes only name as one to do ("has 30 days to appeal"). */
export function untoldDeed(sentence: string, quote: string): string | null {
	if (isCjk(sentence)) return null;
	for (const match of quote.matchAll(/\bto (\p{Ll}{3,})\b/gu)) {
		const [root = ''] = rootsOf(match[1] ?? '');
		if (root === '' || REAL_BEFORE.test(quote.slice(Math.max(0, match.index - 12), match.index)))
			continue;
		const elsewhere = rootsOf(quote.replaceAll(match[0], ' '));
		if (elsewhere.includes(root)) continue;
		for (const deed of sentence.matchAll(/\b(?:has|have|had) (?:already |now )?(\p{Ll}+)\b/gu)) {
			if (rootsOf(deed[1] ?? '')[0] === root) return deed[0];
		}
	}
	return null;
}

/** What the quotes only expect and the sentence states, as roots; null when there is none. */
export function overstatement(sentence: string, quote: string): string | null {
	const han = isCjk(quote);
	const hedges = han ? HEDGES_ZH : HEDGES_EN;
	const own = hedges.filter(([, marker]) => sentence.search(marker) >= 0).map(([level]) => level);
	if (!han && PERMITS.test(sentence)) own.push(1);
	if (han && TO_COME_ZH.test(sentence)) own.push(3);
	const weakest = own.length > 0 ? Math.min(...own) : 4;
	const said = new Set(rootsOf(sentence));
	for (const [level, marker] of hedges) {
		if (weakest <= level) return null;
		const sure = new Set(rootsOf(withoutScopes(quote, marker)));
		for (const { roots } of scopesOf(quote, { marker, reach: 14 })) {
			const scope = roots.filter((root) => !sure.has(root));
			const met = scope.filter((root) => said.has(root));
			const enough = han
				? met.length >= scope.length / 2
				: met[0] === scope[0] || (level < 3 && met.length >= scope.length / 2);
			if (met.length > 0 && enough) return met.join(' ');
		}
	}
	return null;
}

/** The text with everything from a hedge to the end of its clause taken out. */
function withoutScopes(text: string, marker: RegExp): string {
	return text
		.split(/(?<=[，。；,;.])/u)
		.map((part) => {
			const at = part.search(marker);
			return at < 0 ? part : part.slice(0, at);
		})
		.join(' ');
}

const NOT_BEST =
	/^(?:interest|forest|west|test|protest|request|harvest|rest|invest|suggest|contest|guest|honest|arrest|priest|nest|modest|manifest|quest|digest|northwest|southwest|midwest|est|latest|chest|vest|pest|west|conquest|bequest|ingest|attest|detest|inquest|rainforest|crest|jest|zest|everest|budapest|earnest|tempest|behest|unrest|backrest|closest|nearest)$/u;
const SAME_BEST: readonly (readonly string[])[] = [
	['largest', 'biggest', 'greatest', 'most', 'record'],
	['highest', 'tallest', 'record', 'top', 'most', 'peak', 'greatest'],
	['lowest', 'record', 'least', 'smallest'],
	['oldest', 'earliest', 'first'],
	['first', 'earliest', 'oldest', 'original', 'inaugural', 'never'],
	['only', 'sole', 'unique', 'alone'],
	['best', 'top', 'leading', 'first', 'most'],
	['fastest', 'quickest'],
	['record', 'highest', 'largest', 'lowest', 'ever', 'since']
];
const QUANTIFIERS_EN: readonly (readonly [string, RegExp, RegExp])[] = [
	[
		'all',
		/\b(?:all(?! but| the (?:more|same)|owed)|every(?! (?:\d|ten|two|three|four|five|six|year|day|week|month|hour|evening|morning))|everyone|entire(?:ly)?|always|completely)\b/giu,
		/\b(?:all|every|everyone|each|any|entire(?:ly)?|whole|always|complete(?:ly)?|total(?:ly)?|100 ?(?:%|percent)|without exception|both)\b/iu
	],
	[
		'most',
		/(?<!\bat )\b(?:most(?= of| \p{Ll}+s\b)|a majority|the majority|mostly|usually)\b/giu,
		/\b(?:most(?:ly)?|majority|largely|mainly|usually|typically|generally|all|every|nearly all|more than half|over half|three[- ]quarters|two[- ]thirds|(?:5[1-9]|[6-9]\d|100)(?:\.\d+)? ?(?:%|percent|per cent))/iu
	],
	[
		'none',
		/\b(?:none of|nobody|no one|never)\b/giu,
		/\b(?:none|nobody|no one|no|neither|not (?:any|one|a single)|not|never|without)\b/iu
	]
];

/** "Most were never finished" does not say that none was. */
const PARTLY_NOT =
	/\b(?:most|majority|many|some|several|few|half|\d+)\b[^.;]{0,60}(?:\b(?:not|never)\b|n['’]t\b)/iu;
const NONE = /\b(?:none|nobody|no one|neither|no)\b/iu;
const onlyPartly = (sentence: string, quote: string) =>
	PARTLY_NOT.test(quote) && !PARTLY_NOT.test(sentence) && !NONE.test(quote);
const NOT_ALL_ZH = /(?:并非|不是|并不是)(?:所有|全部|一切)|未必都|不都/u;

/** A superlative or quantifier of the sentence that is stronger than the quotes, as written; null when there is none. */
export function exaggeration(sentence: string, quote: string): string | null {
	return isCjk(sentence) ? exaggerationZh(sentence, quote) : exaggerationEn(sentence, quote);
}

function exaggerationEn(sentence: string, quote: string): string | null {
	for (const [name, strong, enough] of QUANTIFIERS_EN) {
		const met = strong.test(sentence) ? (sentence.match(strong)?.[0] ?? '') : '';
		strong.lastIndex = 0;
		if (met !== '' && !enough.test(quote)) return met;
		const almost = /\b(?:nearly|almost|not|virtually) (?:all|every|the (?:whole|entire))\b/iu;
		if (name === 'all' && met !== '' && almost.test(quote) && !almost.test(sentence)) return met;
		if (name === 'none' && met !== '' && onlyPartly(sentence, quote)) return met;
		if (name === 'all' && met !== '' && narrower({ sentence, quote, word: met, enough }))
			return met;
	}
	const superlatives = superlativesIn(sentence);
	for (const word of superlatives) {
		if (!superlativeStands(word, quote)) return word;
		const ranked = new RegExp(
			`\\b(?:one of|among)\\b[^.;]{0,30}\\b${word}\\b|\\b(?:second|third|fourth|fifth|sixth|tenth)[- ]${word}\\b`,
			'iu'
		);
		if (ranked.test(quote) && !ranked.test(sentence)) return word;
	}
	if (superlatives.length === 0) return null;
	return (
		scopeOf(sentence).find((word) => !allRootsOf(quote).includes(allRootsOf(word)[0] ?? '')) ?? null
	);
}

/** "every district" against "five districts … the whole province": the quote's word for all is said of something else. */
function narrower({
	sentence,
	quote,
	word,
	enough
}: {
	sentence: string;
	quote: string;
	word: string;
	enough: RegExp;
}): boolean {
	const after = (text: string, from: number) =>
		allRootsOf(text.slice(from).split(/[,;.]/u)[0] ?? '').slice(0, 4);
	const noun = after(sentence, sentence.indexOf(word) + word.length);
	const found = enough.exec(quote);
	if (!found) return true;
	const counted = quote.match(
		/\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten) [^,;.]{3,30}/giu
	);
	const meant = after(quote, found.index + found[0].length);
	return (
		!meant.some((root) => noun.includes(root)) &&
		(counted ?? []).some((piece) => rootsOf(piece).some((root) => noun.includes(root)))
	);
}

const scopeOf = (sentence: string): string[] =>
	sentence.match(
		/\b(?:world|globe|global|worldwide|history|ever|unprecedented|continent|country|nation|europe|asia|africa)\b/giu
	) ?? [];

/** English superlatives of a text, as written. */
export function superlativesIn(text: string): string[] {
	const ends = (text.match(/\b\p{Ll}{2,}est\b/gu) ?? []).filter((word) => !NOT_BEST.test(word));
	const best = text.match(/\b(?:best|worst)\b/gu) ?? [];
	const first =
		text.match(
			/(?<=\b(?:the|was|were|is|are|became|be|its|their|his|her) )first\b(?! (?:half|quarter|time since|phase|place|of all|few|part|section|stage|round|in))|\bfirst(?= (?:to|ever|time)\b)/gu
		) ?? [];
	const only = text.match(
		/(?<=\b(?:the|its|their|an?) )only\b|\b(?:sole|unique|unprecedented)\b/gu
	);
	const most = text.match(/(?<=\bthe )most(?= \p{Ll}+\b(?! of))/gu) ?? [];
	return [...new Set([...ends, ...best, ...first, ...(only ?? []), ...most])];
}

function superlativeStands(word: string, quote: string): boolean {
	const same = SAME_BEST.filter(([head]) => head === word).flat();
	const lower = quote.toLowerCase();
	return [word, ...same].some((one) => new RegExp(`\\b${one}\\b`, 'u').test(lower));
}

const ZH_STRONG: readonly (readonly [RegExp, RegExp])[] = [
	[/唯一|仅有的/u, /唯一|仅有|只有|独家/u],
	[/首次|第一次|首个|首家|首位|首座|率先/u, /首次|第一|首个|首家|首位|首座|率先|最早|首/u],
	[/(?<!统)第一(?!季|次|阶|批|步|章|条|期|产)/u, /第一|首位|最/u],
	[
		/全部|所有|一切|无一例外|始终|必然|百分之百/u,
		/全部|所有|一切|任何|(?<![年人平月日])均|(?<!首)都|各|每(?![天年月周日])|始终|全体|100%|必然/u
	],
	[
		/大部分|大多数|多数|绝大/u,
		/大部分|大多数|多数|绝大|过半|主要|全部|所有|均|都|[6-9]成|[六七八九]成|(?:5[1-9]|[6-9]\d)(?:\.\d+)?%/u
	]
];
const ZH_MOST = /最(?!近|后|终|初|多时|高罚)\p{sc=Han}/gu;
const ZH_SAME: readonly string[] = ['最大', '最高', '最多', '最强'];
const ZH_SCOPE = /全国|世界|全球|亚洲|国内|全省|历史上|有史以来|史上/gu;

function exaggerationZh(sentence: string, quote: string): string | null {
	let strong = false;
	for (const [said, enough] of ZH_STRONG) {
		const met = said.exec(sentence)?.[0];
		if (met === undefined) continue;
		strong = true;
		if (!enough.test(quote)) return met;
		if (/所有|全部|一切/u.test(met) && NOT_ALL_ZH.test(quote) && !NOT_ALL_ZH.test(sentence))
			return met;
	}
	for (const [word] of sentence.matchAll(ZH_MOST)) {
		strong = true;
		const kin = ZH_SAME.includes(word) && /新高|之最|第一|首位/u.test(quote);
		if (!quote.includes(word) && !kin) return word;
		if (/之一|之列/u.test(quote) && !/之一|之列/u.test(sentence)) return word;
	}
	if (!strong) return null;
	return (sentence.match(ZH_SCOPE) ?? []).find((word) => !quote.includes(word)) ?? null;
}
