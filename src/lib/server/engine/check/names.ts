/**
 * V2 names: every name, acronym and code of a sentence stands in its quotes, next to them, or in what is known of the
 * source. Pure; English and Chinese. A name that cannot be told from ordinary words is left to V3.
 */
import { isCjk, plainKey } from '../../../research/words.ts';
import { rootOf, allRootsOf } from './clauses.ts';

const CODES =
	/\bCVE-\d{4}-\d{3,7}\b|\b10\.\d{4,9}\/[^\s"'<>，。；）)]*[^\s"'<>，。；）).,;]|(?<![\p{L}\p{N}])(?=[\p{L}\p{N}./-]*\d)(?=[\p{L}\p{N}./-]*\p{Lu})[\p{sc=Latn}\p{N}]+(?:[-./][\p{sc=Latn}\p{N}]+)*/gu;
const NO_CODE =
	/^(?:US|A|S|HK)?[$€£¥]?\d[\d.,]*(?:[kmKMB]|bn|[kMGT]?W[hp]?|[kMGT]?B|[kMG]?Hz|°?[CF]|[ap]m|BC|AD|CE|BCE|th|st|nd|rd|s)?$|^Q[1-4]$|^H[12]$/u;
const STATUTE = /\b(?:section|article|clause|rule|regulation|§)\s?(\d+[A-Za-z]?)\b/giu;
const WORD = /(?<!\p{N})[\p{sc=Latn}\p{M}][\p{sc=Latn}\p{M}\p{N}'’&.-]*/gu;
const JOIN = /^(?:of|the|de|la|le|du|van|von|der|den|del|di|da|al|el|bin|for|&)$/u;
const STARTERS = new Set(
	'a about above according across after against ahead all almost along also although among an and another any are around as at based because before behind below besides between both but by can despite did do does due during each early either even every few finally first fewer following for from further furthermore given had has have he her here his how however if in indeed instead into is it its just last late later less like many more moreover most much nearly neither never new nevertheless no nor not nothing now of often on once one only or other others our out over overall per perhaps rather recently roughly several she since so some still such than that the their then there therefore these they this those though through throughout thus to today together too toward two under unless unlike until up upon we were what when where whereas whether which while who whom whose why with within without would yet you your three four five six seven eight nine ten half'.split(
		' '
	)
);
const SKIPPED = new Set(
	'i mr mrs ms dr prof professor sir president chairman chief ceo january february march april may june july august september october november december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep sept oct nov dec bc ad bce ce am pm ok mw gw kw kwh mwh gwh twh km ghz mhz khz gb mb tb'.split(
		' '
	)
);
const ALIASES: readonly (readonly string[])[] = [
	['us', 'usa', 'unitedstates', 'america', 'american', 'unitedstatesofamerica', '美国'],
	['uk', 'unitedkingdom', 'britain', 'british', 'greatbritain', '英国'],
	['eu', 'europeanunion', '欧盟'],
	['un', 'unitednations', '联合国'],
	['who', 'worldhealthorganization', 'worldhealthorganisation', '世卫组织', '世界卫生组织'],
	['dutch', 'netherlands', 'holland'],
	['french', 'france'],
	['swiss', 'switzerland'],
	['welsh', 'wales'],
	['greek', 'greece'],
	['danish', 'denmark'],
	['ai', 'artificialintelligence', '人工智能'],
	['gdp', 'grossdomesticproduct', '国内生产总值']
];

export interface Place {
	readonly text: string; // quotes, neighbours and metadata, one per line
	readonly key: string; // the same without spaces, punctuation and case
	readonly roots: ReadonlySet<string>;
	readonly initials: ReadonlySet<string>;
}

/** Where a name may stand. */
export function placeOf(texts: readonly string[]): Place {
	const text = texts.join('\n');
	const runs = capitalRuns(text).map((run) => run.words);
	const initials = runs.flatMap((words) => suffixes(words.filter((word) => !JOIN.test(word))));
	return {
		text,
		key: texts.map(plainKey).join('\n'),
		roots: new Set(allRootsOf(text)),
		initials: new Set(initials)
	};
}

/** The initials of a run of words and of its ends: "The World Health Organization" gives "wh…" and "who". */
function suffixes(words: readonly string[]): string[] {
	return words.map((_, at) =>
		words
			.slice(at)
			.map((word) => word.charAt(0).toLowerCase())
			.join('')
	);
}

export interface Run {
	readonly words: string[];
	readonly first: boolean; // starts its sentence
}

interface Open extends Run {
	readonly end: number; // where its last word ends
	readonly tail: readonly string[]; // joining words that wait for a capital
}

/** Runs of capitalised words, joined over "of" and the like. */
function capitalRuns(text: string): Run[] {
	const runs: Run[] = [];
	let open: Open | null = null;
	for (const match of text.matchAll(WORD)) {
		const word = match[0].replace(/[.'’-]+$|['’]s$/gu, '');
		const between = open ? text.slice(open.end, match.index) : '';
		const joined = open !== null && /^[ \u00a0]?$/u.test(between) && between !== '';
		const capital = /^\p{Lu}/u.test(word);
		const end = match.index + match[0].length;
		if (open && joined && capital) {
			open.words.push(...open.tail, word);
			open = { words: open.words, first: open.first, end, tail: [] };
			runs[runs.length - 1] = { words: open.words, first: open.first };
		} else if (open && joined && JOIN.test(word)) {
			open = {
				words: open.words,
				first: open.first,
				end,
				tail: [...open.tail, word]
			};
		} else if (capital) {
			const before = text.slice(0, match.index).trimEnd();
			const first = before === '' || /[.!?:;"“\n]$/u.test(before);
			open = { words: [word], first, end, tail: [] };
			runs.push({ words: open.words, first });
		} else open = null;
	}
	return runs;
}

/** The names and codes of the sentence that stand nowhere, as written. */
export function strayNames(sentence: string, place: Place): string[] {
	const codes = codesOf(sentence);
	const stray = strayCodes(sentence, place);
	for (const run of namesOf(sentence)) {
		if (run.words.some((word) => codes.some((code) => code.includes(word)))) continue;
		if (!stands(run, place)) stray.push(run.words.join(' '));
	}
	if (isCjk(sentence)) stray.push(...strayHan(sentence, place));
	return [...new Set(stray)];
}

/** The codes of the sentence that stand nowhere, as written. */
export function strayCodes(sentence: string, place: Place): string[] {
	return codesOf(sentence).filter((code) => !place.key.includes(plainKey(code)));
}

/** Codes as written: CVE numbers, DOIs, types such as "A320neo", statute numbers. */
export function codesOf(text: string): string[] {
	const mixed = (text.match(CODES) ?? []).filter((code) => !NO_CODE.test(code));
	const statutes = [...text.matchAll(STATUTE)].map((match) => match[0]);
	return [...new Set([...mixed, ...statutes])];
}

/** Latin-script names: runs of capitals without the word that only starts the sentence. */
export function namesOf(text: string): Run[] {
	return capitalRuns(text).flatMap((run) => {
		let words = run.words;
		while (words.length > 0 && isPlain(words[0] ?? '')) words = words.slice(1);
		while (words.length > 0 && isPlain(words.at(-1) ?? '')) words = words.slice(0, -1);
		const first = run.first && words.length === run.words.length;
		return words.length === 0 ? [] : [{ words, first }];
	});
}

const isPlain = (word: string) =>
	STARTERS.has(word.toLowerCase()) || SKIPPED.has(word.toLowerCase()) || JOIN.test(word);

function stands({ words, first }: Run, place: Place): boolean {
	const real = words.filter((word) => !JOIN.test(word) && !SKIPPED.has(word.toLowerCase()));
	const joined = plainKey(words.join(''));
	if (place.key.includes(joined) && joined.length > 3) return true;
	if (aliasStands(joined, place)) return true;
	// A single word at the start may be any word; an acronym is evidently a name.
	if (first && real.length === 1 && !/^\p{Lu}{2}/u.test(real[0] ?? '')) return true;
	const initials = real.map((word) => word.charAt(0).toLowerCase()).join('');
	if (real.length > 2 && place.roots.has(initials)) return true;
	return real.every((word, at) => wordStands(word, place) || (first && at === 0 && isCommon(word)));
}

/** A capital only because it starts the sentence: "Researchers", "Adding", "Cleaner". */
const isCommon = (word: string) => /(?:ing|ed|ly|ers|ists|ians|ions|ors|ents)$/u.test(word);

function aliasStands(key: string, place: Place): boolean {
	const group = ALIASES.find((names) => names.includes(key));
	if (!group) return false;
	return group.some((name) =>
		name.length > 4 || isCjk(name) ? place.key.includes(name) : place.roots.has(rootOf(name))
	);
}

function wordStands(word: string, place: Place): boolean {
	if (aliasStands(plainKey(word), place)) return true;
	return word.split(/[-’'&.]/u).every((part) => {
		if (part.length === 0) return true;
		const roots = allRootsOf(part);
		if (roots.every((root) => place.roots.has(root))) return true;
		if (/^\p{Lu}{2,}s?$/u.test(part) && place.initials.has(part.toLowerCase().replace(/s$/u, ''))) {
			return true;
		}
		return [...place.roots].some((root) => roots.every((one) => kin(one, root)));
	});
}

/** "German" and "Germany", "Swedish" and "Sweden": a long common start. */
function kin(one: string, other: string): boolean {
	const short = Math.min(one.length, other.length);
	let same = 0;
	while (same < short && one[same] === other[same]) same += 1;
	return same >= 4 && same >= short - 1 && Math.max(one.length, other.length) - same <= 4;
}

const TITLED = /《([^《》]{1,40})》/gu;
const QUOTED = /[“「『]([^”」』，。；]{2,16})[”」』]/gu;
const ORGANISATION =
	/([\p{sc=Han}]{2})(公司|集团|大学|学院|研究院|研究所|设计院|医院|银行|协会|学会|基金会|委员会|出版社|博物馆|图书馆|法院|遗址|湿地|机场|大桥|水库|自治区|(?<![全南北东西中内外干总大细])部(?![门分落件队署])|局(?![地部面限势])|厅(?!里)|(?<![全该各本外])省(?![份级会略长])|(?<![全该各本城都超])市(?![场民区政长])|(?<![全该各本])县(?!长)|湖(?![区泊水]))/gu;
const SURNAMES =
	'王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷';
const TITLES =
	'作家|教授|记者|主任|部长|市长|省长|县长|总统|总理|首相|主席|董事长|总经理|首席执行官|研究员|院士|导演|医生|局长|校长|发言人|工程师|诗人|画家';
const PERSON = new RegExp(
	`(?:(?:${TITLES})([${SURNAMES}][\\p{sc=Han}]{1,2})|^([${SURNAMES}][\\p{sc=Han}]{1,2}))(?=在|说|表示|称|认为|指出|，|的|对|、|和|与|于|获|是|告诉|透露)`,
	'gu'
);
const FOREIGN =
	/[阿埃艾奥巴贝比波布达德迪蒂杜厄恩尔法菲费弗夫戈格哈赫吉卡凯柯科克库拉莱兰劳勒雷里利莉卢鲁伦罗洛玛迈利及别曼梅蒙米莫姆穆纳娜内尼涅努诺帕佩皮普奇恰切茨萨塞桑瑟沙舍什斯苏索塔泰坦特廷托瓦韦维威翁沃乌希谢辛雅亚伊因约泽扎兹佐]{4,}/gu;
const PLACES =
	/美国|英国|法国|德国|日本|韩国|朝鲜|越南|泰国|印度尼西亚|印度|印尼|俄罗斯|乌克兰|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|丹麦|芬兰|波兰|捷克|奥地利|希腊|土耳其|伊朗|伊拉克|以色列|埃及|南非|肯尼亚|尼日利亚|摩洛哥|巴西|阿根廷|智利|秘鲁|墨西哥|加拿大|澳大利亚|新西兰|新加坡|马来西亚|菲律宾|缅甸|老挝|柬埔寨|巴基斯坦|孟加拉国|蒙古|哈萨克斯坦|沙特|阿联酋|北京|上海|天津|重庆|广东|广州|深圳|江苏|南京|苏州|浙江|杭州|宁波|山东|济南|青岛|河南|郑州|河北|湖北|武汉|湖南|长沙|四川|成都|陕西|西安|山西|福建|厦门|江西|安徽|合肥|广西|云南|昆明|贵州|海南|辽宁|大连|沈阳|吉林|长春|黑龙江|哈尔滨|甘肃|青海|宁夏|新疆|西藏|内蒙古|台湾|香港|澳门|欧洲|非洲|亚洲|北美|南美/gu;

const DYNASTIES =
	/(?:西周|东周|秦|西汉|东汉|汉|晋|隋|唐|北宋|南宋|宋|元|明|清)[代朝](?![表码替])|(?![\p{sc=Han}][一二两三四五六七八九十几多百])\p{sc=Han}{2}年间/gu;

/** Chinese names that can be told from the words around them: titles, quoted names, bodies, persons, places. */
export function hanNamesOf(sentence: string): string[] {
	const marked = [TITLED, QUOTED].flatMap((pattern) =>
		[...sentence.matchAll(pattern)].map((match) => match[1] ?? '')
	);
	const bodies = [...sentence.matchAll(ORGANISATION)]
		.filter(
			(match) => !/[该各全本某两这那些座所家个的据由在从对被为任日月年]/u.test(match[1] ?? '')
		)
		.map((match) => match[0]);
	const persons = [...sentence.matchAll(PERSON)].map((match) => match[1] ?? match[2] ?? '');
	const places = [FOREIGN, PLACES, DYNASTIES].flatMap((pattern) => sentence.match(pattern) ?? []);
	return [...marked, ...bodies, ...persons, ...places];
}

/** "长风三号", "地铁七号线": a name that ends in a number. */
const SERIAL = /[\p{sc=Han}]{2}[一二三四五六七八九十\d]{1,3}号(?![码召])/gu;
/** A body whose whole name stands between two words that cannot belong to it. */
const WHOLE =
	/(?<=^|[，。；、由在据与和被向])(?:(?![的了有设是由在据与和该这那为于被将已从到向对所个家座名])\p{sc=Han}){3,4}(?:公司|集团|大学|学院|研究院|研究所|设计院|医院|银行|博物馆|出版社)/gu;
const HAN_ONES = '一二三四五六七八九';
const digits = (text: string) =>
	text.replace(/[一二三四五六七八九]/gu, (one) => String(HAN_ONES.indexOf(one) + 1));

function strayHan(sentence: string, place: Place): string[] {
	const has = (name: string) =>
		place.key.includes(plainKey(name)) || aliasStands(plainKey(name), place);
	const persons = new Set(
		[...sentence.matchAll(PERSON)].map((match) => match[1] ?? match[2] ?? '')
	);
	const serials = (sentence.match(SERIAL) ?? []).filter(
		(name) => !digits(place.text).includes(digits(name))
	);
	const bodies = (sentence.match(WHOLE) ?? []).filter((name) => !has(name));
	const named = hanNamesOf(sentence).filter(
		(name) => !has(name) && !(persons.has(name) && has(name.slice(0, 2)))
	);
	return [...named, ...serials, ...bodies];
}
