/**
 * Whether an English sentence is in the imperative mood, told without a parser: it begins, after what may lead it in,
 * with the plain form of a verb that no subject stands before. Titles ("Let It Be is …") and verbs that are nouns as
 * often ("Water in the lake …") are held to more. Pure. In doubt no.
 */

/** Plain forms that hardly ever begin a statement. */
const VERBS = new Set(
	'accept add adjust analyse analyze append apply arrange ask assemble assume attach augment avoid be become begin believe bring browse calculate choose cite classify collect combine compare compile compose compute conclude configure confirm connect consider consult continue convert convince create decide declare decode define delete deliver describe determine develop disable discard disclose discover discuss disregard dissolve divide donate eat edit email embed emphasise emphasize enable encode encourage enhance enjoy ensure enter erase evaluate examine execute explain explore expose extract fetch find follow forget generate get give go grab highlight identify ignore illustrate imagine implement improve include inform insert inspect install integrate introduce invoke join keep know learn let listen locate maintain make memorise memorize mention misspell modify navigate notify obey obtain omit organise organize outline overwrite paste perform persuade pour prepare pretend proceed promise promote propose prove provide publish put rearrange recommend refer refrain remember remind remove rename render rephrase replace reply respond restart retrieve reveal revise rewrite rinse save say scramble see select send share show simmer solve speak stir submit subscribe suggest summarise summarize suppose take tell think toss translate transmit treat try uninstall unplug upload use verify visit wash whisk wipe write'.split(
		' '
	)
);
/** Plain forms that are nouns or adjectives as often. */
const MAYBE = new Set(
	'answer back bake block book boil build buy call change check clean clear click close contact cook copy count cover cut design direct double download draft drain dress drink drive drop dry end exchange experience exit export fill finish flip fold force format forward freeze grant grill group grow guide hand hang head heat help hide hire hold import increase invite issue jumble jump label land launch lay lead leave level lift light line link list load lock log look lower mark mash match measure melt mix monitor move name narrow note offer open order output own pack park pass pay peel pick place plan plant play plug point post practice praise press print produce pull push quote raise rank rate reach read rebuild record reduce register reject release repeat report request research reserve reset rest return review ride ring roast roll rotate round rub rule run scan score scroll seal search season seat secure sell serve set shake shape shift shop sign skip slice slow sort sound space spend split spread sprinkle stand start state stay stick stop store stress stretch structure study substitute support surround swap switch talk tap taste test thank throw time tip touch track trade train transfer trim trust turn type update upgrade view vote wait walk warm warn watch water wear welcome work wrap'.split(
		' '
	)
);
/** What a noun in their place is hardly ever followed by. */
const OBJECT =
	/^(?:the|an?|your|my|our|his|her|its|their|this|these|those|any|each|every|it|them|him|us|me|yourself|here|sure)$/iu;
const PARTICLES =
	/^(?:(?:sign|log) (?:up|in|on|out)|(?:look|wait|vote) (?:for|at)|(?:switch|turn|cut|block) (?:on|off|up)|click (?:on|here)|check (?:out|with|that|whether)|watch (?:out|for)|reach out|back up|set up|talk to|stay (?:away|tuned|safe)|start by|pick up|stop \p{Ll}+ing)\b/iu;
/** After these a word is a noun: "Use of …"; for those that are nouns as often after these too: "Support to …". */
const NOUN_AFTER = /^(?:of|is|are|was|were|has|had|have|cases?)$/iu;
const MAYBE_NOUN_AFTER = /^(?:and|or|to|by|that|which|who)$/iu;

/** Words that may stand before the verb of an order. */
const LEAD =
	/^(?:(?:please|kindly|then|now|next|first|second|third|finally|also|always|just|simply|instead|otherwise|alternatively|lastly|again|once more|so|and|or|but|note|nb|n\.b\.|important|attention|warning|tip|hint|step \d+|step one|ok|okay|hey|hello|hi|dear \p{L}+(?: \p{L}+)?|everyone|all readers|readers|friends|we ask you to)\b[\s,:;.!–—-]*)+/iu;
const PLEASE =
	/(?:^|[,;:.!–—-]\s|\b(?:and|but|so|then)\s)(?:please|kindly)\s+(?:do\s+not\s+)?\p{Ll}/u;
const NEGATED = /^(?:do not|don['’]t|never|do)\s+(\p{Ll}+)\b/iu;
/** A clause before the order: "If you want to help, write to …", "To install it, run …", "In your reply, …". */
const BEFORE =
	/^(?:if|to|when|whenever|before|after|once|for|in|while|as|at|with|by|instead|until|unless|from|on)\s[^,.;]{3,90},\s+/iu;

/** True when a sentence orders or asks somebody to do something. */
export function isImperative(sentence: string): boolean {
	const plain = sentence.replace(/^[\s"“'‘(*•–—-]+/u, '');
	if (/^(?:Please|Kindly)\s+\p{Ll}/u.test(plain) || PLEASE.test(plain)) return true;
	const bare = plain.replace(LEAD, '');
	if (startsWithVerb(bare) || isAddressed(bare)) return true;
	const rest = plain.replace(BEFORE, '');
	return rest !== plain && /^\p{Ll}/u.test(rest) && startsWithVerb(rest.replace(LEAD, ''));
}

function startsWithVerb(text: string): boolean {
	const negated = NEGATED.exec(text);
	if (negated) return VERBS.has(lower(negated[1])) || MAYBE.has(lower(negated[1]));
	const [, first = '', second = ''] = /^(\p{L}+)(?:,?\s+(\S+))?/u.exec(text) ?? [];
	if (text.charAt(first.length) === '-' || first === first.toUpperCase()) return false;
	const next = second.replace(/[^\p{L}'’]/gu, '');
	if (isTitle(text) || NOUN_AFTER.test(next)) return false;
	if (VERBS.has(lower(first)))
		return OBJECT.test(next) || !NOUN_PHRASE.test(text) || SAYING.test(first);
	return MAYBE.has(lower(first)) && (OBJECT.test(next) || PARTICLES.test(text));
}

/** "Group letters of your answer in fours": a verb or a noun, no verb after it, and somebody is spoken to. */
function isAddressed(text: string): boolean {
	const [, first = '', next = ''] = /^(\p{L}+) (\p{Ll}+)/u.exec(text) ?? [];
	if (!MAYBE.has(lower(first)) || NOUN_AFTER.test(next) || MAYBE_NOUN_AFTER.test(next))
		return false;
	return ADDRESSED.test(text) && !FINITE.test(text);
}

/** "Install reason of dependencies is …": what looks like the verb is the first word of a subject. */
const NOUN_PHRASE =
	/^\p{L}+(?: (?!(?:how|what|that|which|who|if|when|where|why|whether|as)\b)[\p{L}\p{N}'’-]+){1,4} (?:is|are|was|were|has|have|had)\b/iu;
const SAYING =
	/^(?:say|write|tell|believe|know|ensure|remember|assume|suppose|conclude|mention|pretend|think|imagine|explain|confirm|notify|inform|verify|decide|declare|prove|suggest|recommend|insist|learn)$/iu;
const ADDRESSED = /\byou(?:r|rself)?\b/iu;
const FINITE = /\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|does|did|do)\b/iu;
const lower = (word: string | undefined) => (word ?? '').toLowerCase();

/** A name that looks like an order, and what is said of it: "Let It Be is …", "Meet the Parents grossed …". */
function isTitle(text: string): boolean {
	const [head = ''] = text.split(
		/\s+(?:\(|(?:is|are|was|were|has|had|will|can|won|became|began|\p{Ll}+ed|\p{Ll}{2,}s)\b)/u
	);
	if (head === text) return false;
	const words = head.split(/\s+/u).slice(1);
	const named = words.filter((word) => /^["“'‘(]?[\p{Lu}\p{N}]/u.test(word));
	const rest = words.filter((word) => !/^["“'‘(]?[\p{Lu}\p{N}]/u.test(word));
	const joined = rest.every((word) =>
		/^(?:a|an|the|of|in|on|at|to|for|with|and|or|from|by)$/u.test(word)
	);
	return joined && named.length > 0;
}
