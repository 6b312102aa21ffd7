/** The encoding of bytes that say nothing true about themselves: every candidate is tried, the one that reads like a language wins. */
import { TextDecoder } from '@exodus/bytes/encoding.js';

interface Candidate {
	readonly encoding: string;
	/** How much of a text's signs beyond ASCII are those that the language uses all the time, 0 to 1. */
	readonly usual: RegExp;
	readonly weight: number;
}

const HAN_SIMPLE =
	'的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听表德少克代员许稜先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢';
const HAN_FULL =
	'的一是了我不人在他有這個上們來到時大地為子中你說生國年著就那和要她出也得裡後自以會家可下而過天去能對小多然於心學麼之都好看起發當沒成只如事把還用第樣道想作種開美總從無情己面最女但現前些所同日手又行意動方期它頭經長兒回位分愛老因很給名法間斯知世什兩次使身者被高已親其進此話常與活正感見明問力理爾點文幾定本公特做外孩相西果走將月十實向聲車全信重三機工物氣每並別真打太新比才便夫再書部水像眼等體卻加電主界門利海受聽表德少克代員許先口由死安寫性馬光白或住難望教命花結樂色更拉東神記處讓母父應直字場平報友關放至張認接告入笑內英軍候民歲往何度山覺路帶萬男邊風解叫任金快原吃媽變通師立象數四失滿戰遠格士音輕目條呢';
const SIGNS = '，。、：；！？“”‘’（）《》「」';

const CANDIDATES: readonly Candidate[] = [
	{ encoding: 'gb18030', usual: set(HAN_SIMPLE + SIGNS), weight: 1 },
	{ encoding: 'Big5', usual: set(HAN_FULL + SIGNS), weight: 1 },
	{ encoding: 'Shift_JIS', usual: /[\u3040-\u30ff、。「」]/u, weight: 1 },
	{ encoding: 'EUC-JP', usual: /[\u3040-\u30ff、。「」]/u, weight: 1 },
	{
		encoding: 'EUC-KR',
		usual: set(
			'이다의는을에가고하지한기로도사리어인자를대스은서나아시해그라전일정수있원여보제부었지세우과장구유성선연주조상공중안무동신비개들만관발기경계'
		),
		weight: 1.15
	},
	{ encoding: 'windows-1251', usual: /[оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъії]/u, weight: 0.75 },
	{ encoding: 'KOI8-R', usual: /[оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъії]/u, weight: 0.75 },
	{ encoding: 'IBM866', usual: /[оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъ]/u, weight: 0.7 },
	{ encoding: 'windows-1253', usual: /[αεηιουωτσςνρκπλμάέήίόύώ]/u, weight: 0.7 },
	{ encoding: 'windows-1255', usual: /[א-ת]/u, weight: 0.7 },
	{ encoding: 'windows-1256', usual: /[ابتدرسعلمنهويةأك]/u, weight: 0.7 },
	{ encoding: 'windows-874', usual: /[\u0e01-\u0e4e]/u, weight: 0.7 }
];
const LEAST = 0.3;
const WORDS_FROM = 4; // signs beyond ASCII under which nothing is told

function set(signs: string): RegExp {
	return new RegExp(`[${[...new Set(signs)].join('')}]`, 'u');
}

/** The name of the encoding that reads best, or null when none reads like the language it is for (Latin texts: null). */
export function detectEncoding(bytes: Uint8Array): string | null {
	let best: { encoding: string; score: number } | null = null;
	for (const candidate of CANDIDATES) {
		const score = scoreOf(bytes, candidate);
		if (score >= LEAST && score > (best?.score ?? 0))
			best = { encoding: candidate.encoding, score };
	}
	return best?.encoding ?? null;
}

function scoreOf(bytes: Uint8Array, { encoding, usual, weight }: Candidate): number {
	const text = new TextDecoder(encoding).decode(bytes);
	let [beyond, known, spoiled, words, mixed] = [0, 0, 0, 0, 0];
	let before = '';
	for (const sign of text) {
		if (sign > '\u007f') {
			beyond += 1;
			if (sign === '\ufffd' || isPrivate(sign)) spoiled += 1;
			else if (usual.test(sign)) known += 1;
			// A Latin text has its accents alone between ASCII letters.
			if (before > '\u007f') words += 1;
			// Small letters are not followed by capitals in any script: the wrong alphabet gives itself away so.
			if (/\p{Lu}/u.test(sign) && /\p{Ll}/u.test(before)) mixed += 1;
		}
		before = sign;
	}
	// The cut at the sample's end may spoil one.
	if (beyond < WORDS_FROM || spoiled > 1 + 0.01 * beyond || words < 0.4 * beyond) return 0;
	return (mixed > 0.03 * beyond ? 0.5 : 1) * ((weight * known) / beyond);
}

const isPrivate = (sign: string) => /[\p{Co}\p{Cn}\p{Cc}]/u.test(sign);
