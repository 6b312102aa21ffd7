/** Which sentences state nothing that could be true or false of the world, and so need no citation. Pure. */
import { isCjk, plainKey } from '../../../research/words.ts';
import { rootsOf } from './clauses.ts';
import { datesIn } from './dates.ts';
import { codesOf, hanNamesOf, namesOf } from './names.ts';
import { amountsIn } from './numbers.ts';
import { superlativesIn } from './strength.ts';

const CAUSAL_EN =
	/\b(?:caus(?:e|es|ed|ing)|because|due to|led to|leads? to|result(?:s|ed)? in|therefore|prevent(?:s|ed)?|increas|decreas|reduc|improv|grew|grow(?:s|n|ing|th)?|rose|ris(?:es|ing)|fell|fall(?:s|ing)|declin|shr[aiu]nk|doubl|exceed|outperform|kill(?:s|ed)|prov(?:e|es|ed|en)|discover|invent|won|founded|died|born|all|every|most|majority|always|never|best|worst|more|less|fewer|better|worse)/iu;
const CAUSAL_ZH =
	/导致|造成|引起|因为|由于|因此|使得|促使|增长|增加|减少|下降|上升|提高|降低|改善|超过|发明|发现|获得|成立|全部|所有|多数|首次|唯一|最(?!后)|证明|优于|高于|低于/u;

/** Words of a report about itself; a sentence that is mostly made of these or of the question's states no fact. */
const ABOUT_ITSELF = new Set(
	rootsOf(
		'section report part chapter summary overview answer question following below above look looks turn turns describe describes discuss discusses cover covers compare compares comparison consider considers explain explains set sets out present presents list lists show shows table approach approaches option options issue issues aspect aspects point points factor factors matter matters view views side sides evidence source sources quote quotes finding findings detail details example examples main key different several various together overall general context background first second next finally begin brief briefly note worth important understand depend depends'
	)
);
const ABOUT_ITSELF_ZH =
	/本节|本文|本报告|本部分|以下|下文|下面|上述|如下|综上|总体来看|概述|小结|这一问题|值得注意/u;
const COMPARED = /\b\p{Ll}{3,}er than\b/u;

/**
 * True when a sentence has no number, date, name outside of the question, causal verb, comparison or superlative, and
 * speaks of the question or of the report itself. In doubt false: then it needs a citation.
 */
export function isFraming(sentence: string, question: string): boolean {
	const counted = amountsIn(sentence, { dates: true }).some(
		({ text, readings }) => /\d/u.test(text) || readings.some(({ unit }) => unit !== null)
	);
	if (counted || datesIn(sentence).length > 0) return false;
	if ((isCjk(sentence) ? CAUSAL_ZH : CAUSAL_EN).test(sentence)) return false;
	if (superlativesIn(sentence).length > 0 || COMPARED.test(sentence)) return false;
	const asked = plainKey(question);
	const names = [
		...codesOf(sentence),
		...namesOf(sentence)
			.filter((run) => !(run.first && run.words.length === 1))
			.flatMap(({ words }) => words),
		...(isCjk(sentence) ? hanNamesOf(sentence) : [])
	];
	if (!names.every((name) => asked.includes(plainKey(name)))) return false;
	return isAboutItself(sentence, question);
}

function isAboutItself(sentence: string, question: string): boolean {
	if (ABOUT_ITSELF_ZH.test(sentence)) return true;
	const asked = new Set(rootsOf(question));
	const roots = rootsOf(sentence);
	const own = roots.filter((root) => !asked.has(root) && !ABOUT_ITSELF.has(root));
	return own.length <= roots.length / 2;
}
