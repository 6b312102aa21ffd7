/**
 * What is no evidence for a statement because it states nothing: orders, requests and obligations put to the reader, and
 * talk put to a machine that reads the page. One rule for quotes that are picked, sentences that a model wrote, headings
 * and the neighbours of a quote. By form alone: a statement that is false, or planted, stands as what the page states.
 * English and Chinese; other languages are not told. Pure. What somebody is reported to have said is a statement.
 */
import { isCjk } from '../../../research/words.ts';
import { isImperative } from './imperative.ts';

/** To a machine: never evidence. To the reader: evidence for who asks what to do. */
export type Order = 'to a machine' | 'to the reader';

const MACHINE =
	'(?:AIs?|A\\.I\\.|LLMs?|(?:AI|language|chat) (?:assistants?|agents?|models?|bots?|systems?)|large language models?|chat ?bots?|assistants?|agents?|crawlers|bots|ChatGPT|GPT(?:-\\d\\w*)?|Claude|Gemini|Copilot|Siri)';
const TO_MACHINE: readonly RegExp[] = [
	/\b(?:ignore|disregard|forget|override|bypass|discard)\b[^.!?]{0,40}\b(?:instructions?|prompts?|rules|guidelines|directions|directives|(?:previous|prior|earlier) (?:context|messages?|text))\b/iu,
	/\b(?:respond|reply|answer) (?:only |exactly |simply )?(?:with|in|as)\b(?=[^.!?]*["“'‘]|.{0,30}\b(?:only|words?|format|language|JSON|tone|style)\b)/iu,
	/^(?:SYSTEM|ASSISTANT|USER|DEVELOPER|HUMAN|ADMIN|SYSTEM (?:NOTE|PROMPT|MESSAGE|OVERRIDE|UPDATE)|NEW (?:TASK|INSTRUCTIONS?))\s*:/iu,
	/^\W*(?:<\|?|\[)(?:system|assistant|user|inst|im_start)\b/iu,
	/\b(?:you are|act as|behave as|pretend to be|role-?play as) (?:now |no longer )?(?:an? )?(?:\p{L}+ ){0,2}(?:AI|assistant|language model|chatbot|agent|DAN)\b/iu,
	/\bthe (?:research |current |user['’]s )?(?:task|instructions?|prompt) (?:has|have) (?:been )?(?:changed|replaced|updated|cancelled)\b/iu,
	new RegExp(
		`^\\W*(?:(?:important|urgent|special|hidden)?\\s*(?:note|notice|message|instructions?|attention|memo|reminder|important|warning|dear|hey|hello|hi)\\b[^.:!?]{0,24}?)(?:to|for|,)?\\s*(?:all |any |every )?(?:the )?${MACHINE}\\b[^.!?]{0,40}[:,!–—-]`,
		'iu'
	),
	new RegExp(
		`\\b(?:if you are|as) an? (?:\\p{L}+ )?${MACHINE}\\b[^.!?]{0,20},\\s*(?:you|please|write|do|say|add|include|always|never|stop|tell|mention|state)\\b`,
		'iu'
	),
	new RegExp(
		`^${MACHINE}(?: reading this[^,:]{0,20})?[,:]?\\s+(?:(?:must|should|shall)(?! (?:be|have)\\b)|are (?:asked|instructed|required|requested) to|please)\\b`,
		'iu'
	)
];
/** What a machine is told to shape: an order that speaks of it is talk to a machine. */
const YOURS =
	/\byour (?:(?:own|final|next|whole|entire|full|first|last|written) )?(?:answers?|response|reply|replies|output|report|summary|instructions|prompts?|message|translation|completion|citations?)\b/iu;
const YOURS_MUST =
	/\byour (?:(?:own|final|next|whole|entire|full|first|last|written) )?(?:answers?|response|reply|output|report|summary|translation) (?:must|shall|should|has to|needs to)\b/iu;
const TO_MACHINE_ZH: readonly RegExp[] = [
	/(?:忽略|无视|忘记|忘掉|不要理会|绕过)[^。！？]{0,12}(?:指令|指示|提示词?|规则|命令|设定|要求)/u,
	/[你您]的(?:最终|完整|全部)?(?:回答|回复|答复|答案|报告|输出|摘要|总结|任务|提示词|指令|系统提示|翻译|译文)/u,
	/^(?:系统|用户|助手|开发者|管理员)?(?:提示词?|消息|指令|通知|更新)?(?:系统|助手|提示)?[：:](?=.{0,20}(?:任务|指令|忽略|请|必须|不要))/u,
	/^(?:致|写给|各位|尊敬的|给|请|注意[，,：:]?)?(?:所有|任何|各位)?(?:的)?(?:人工智能|AI|智能|大?语言|大)(?:助手|助理|模型|机器人|代理|系统)?(?:们)?[：:，,]/u,
	/(?:作为|如果你是|你是)(?:一个|一名|一款)?(?:AI|人工智能|大?语言模型|智能助手|聊天机器人|助手)[^。]{0,12}[，,]?(?:请|你|应|必须|不要)/u,
	/(?:研究|当前)?任务已(?:经)?(?:变更|更改|更新|改变|取消)/u
];

/** Said of the reader in any clause, or, as it is weaker, where the main clause begins. */
const OBLIGED: readonly RegExp[] = [
	/(?<!\b(?:all|what|everything|anything|things?|that|which|those|whatever|if|or) )\byou(?:['’]d| had)? (?:all |really |just |also |always |never |now |definitely )?(?:must|should|shall|ought to|better|(?:are|['’]re) (?:\p{L}+ly )?(?:required|asked|advised|instructed|requested|urged|invited|encouraged|obliged|ordered|expected) to)\b/iu,
	/^(?:(?:now|then|so|first|next|finally|also|but|and),? )?(?:(?:if|to|when|before|after|once|for|in|while|until|unless) [^,.;]{3,90}, )?you (?:will |['’]ll |also |first |just |really )?(?:need to|have to|are to)\b/iu
];
const ASKED =
	/\b(?:I|we) (?:kindly |would like to |strongly )?(?:ask|urge|beg|request|invite|encourage|want|need|advise) (?:you|all readers|readers|everyone)\b|^(?:can|could|would|will|won['’]t) you (?:please )?\p{Ll}+/iu;
const OBLIGED_ZH =
	/[你您]们?(?:一定|还|都|也|就|最好)?(?:必须|应该|应当|应|需要|须|得(?!到|知|以|了)|务必|不得|不要|切勿|千万|不能|别)/u;
const ASK_ZH = '(?:请(?![求愿假辞缨战客教示来到了过])|敬请|烦请|恳请|麻烦|务必|务请|切勿|请勿|勿)';
/** At the start, or after what only leads it in; after a statement of its own a request does not unmake it. */
const ASKED_ZH = new RegExp(
	`^${ASK_ZH}|^(?:不要|记得(?!在)|记住|千万|别(?![墅名人称致具处有的国离]))|^(?:如|若|一旦|凡|欲|想|为|因|有(?:任何|疑问|意)|广大|各位|[您你])[^。]{0,60}[，；]${ASK_ZH}`,
	'u'
);
const REPORTED_ZH =
	/(?:说|表示|称|指出|提醒|呼吁|强调|建议|要求|提示|告诫|嘱咐|写道|倡议)[^。]{0,12}[，：:,]/u;

/** To whom a sentence is an order or a request; null when it states something. */
export function orderIn(sentence: string): Order | null {
	const text = withoutReported(sentence.trim());
	if (isCjk(text)) return orderZh(text);
	if (YOURS_MUST.test(text) || TO_MACHINE.some((one) => one.test(text))) return 'to a machine';
	const ordered = [...OBLIGED, ASKED].some((one) => one.test(text)) || isImperative(text);
	if (!ordered) return null;
	return YOURS.test(text) ? 'to a machine' : 'to the reader';
}

function orderZh(text: string): Order | null {
	if (TO_MACHINE_ZH.some((one) => one.test(text)) || TO_MACHINE.some((one) => one.test(text)))
		return 'to a machine';
	if (REPORTED_ZH.test(text)) return null;
	return OBLIGED_ZH.test(text) || ASKED_ZH.test(text) ? 'to the reader' : null;
}

const SPOKEN = /“[^“”]*”|"[^"]*"|「[^「」]*」|『[^『』]*』|‘[^‘’]{12,}’/gu;
const TELLS =
	/\b(?:said|says|say|wrote|writes|told|tells|asked|asks|reads|read|warned|warns|announced|typed|called|titled|states|stated|replied|urged|ordered|entitled|named|known|\p{L}+ed)\b|说|表示|称|写道|指出|问|题为|名为|喊|写着|提醒/iu;

/** The sentence without the words it reports of somebody: an order that was given is a fact. */
function withoutReported(sentence: string): string {
	const rest = sentence.replace(SPOKEN, ' ').trim();
	if (rest === sentence || !TELLS.test(rest)) return sentence;
	return rest;
}

const STEPS =
	/\bhow (?:to|(?:do|can|could|should|would|must) (?:i|we|you|one|people|someone|somebody))\b|\b(?:steps?|recipes?|instructions?|tutorials?|guide(?:lines)?|tips|advice|checklist|manual|documentation|docs|best practices|ways to|recommend\w*|what (?:should|can|must|do) (?:i|we|you|one|people))\b|如何|怎么(?!样)|怎样|步骤|方法|教程|做法|攻略|指南|注意事项|建议|手册|须知|说明书/iu;

/** True for a question that asks what to do: its answer may stand in the imperative. */
export function asksForSteps(question: string): boolean {
	return STEPS.test(question);
}

/** Why a sentence is no evidence for `question`; null when its form speaks against nothing. */
export function orderFault(sentence: string, question: string): string | null {
	const order = orderIn(sentence);
	if (order === null || (order === 'to the reader' && asksForSteps(question))) return null;
	return `an order or request ${order}, not a statement`;
}

/** True for a line of a page in which some sentence talks to a machine: nothing of that line is evidence. */
export function talksToMachine(line: string): boolean {
	return line
		.split(/(?<=[.!?。！？])\s*/u)
		.some((sentence) => orderIn(sentence) === 'to a machine');
}
