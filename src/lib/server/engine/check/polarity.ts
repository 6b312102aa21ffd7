/**
 * V2 polarity: the sentence denies what its quotes deny and nothing else, and things go up where they go up in the
 * quotes. Pure; English and Chinese.
 */
import { isCjk } from '../../../research/words.ts';
import { allRootsOf, clausesOf, rootOf, rootsOf, scopesOf } from './clauses.ts';

const NEGATOR_EN =
	/\b(?:not(?! only\b| all\b| every| always\b| necessarily\b)|cannot|never|neither|nor|without|unable to|fail(?:s|ed|ing)? to|den(?:y|ies|ied|ying)(?: that)?|refus(?:e|es|ed|ing)(?: to)?|no(?! doubt| (?:more|fewer|less|later|earlier|greater) than|\.)|none|nobody|no one|no longer|rather than|instead of)\b|n['’]t\b/giu;
const NEGATOR_ZH =
	/(?:没有|无一(?!例外)|无人|没能|并未|尚未|尚无|并无|暂无|毫无|无(?=显著|明显|证据|需|权|关)|未能|未曾|未必|无法|无需|不得|不能|不会|不再|不是(?!所有)|并非(?!所有|全部|一切)|否认|拒绝|禁止|从未|未(?![来知])|没(?!收)|不(?![仅但过断同少久足到低超如锈等变良明一可当]))/gu;

export function negatorOf(text: string): RegExp {
	return isCjk(text) ? NEGATOR_ZH : NEGATOR_EN;
}

/** "Significantly lower" and "the difference was significant" are denied by the same word. */
const adverbless = (text: string) => text.replace(/(?<=\p{Ll}{4})ly\b/gu, '');

interface Polar {
	readonly scopes: readonly (readonly string[])[];
	readonly denied: ReadonlySet<string>;
	readonly plain: ReadonlySet<string>;
}

/** The roots under a negation and the others. */
function polarOf(given: string): Polar {
	const text = adverbless(given);
	const scopes = scopesOf(text, { marker: negatorOf(text), reach: isCjk(text) ? 9 : 6 })
		.map(({ roots }) => roots)
		.filter((roots) => roots.length > 0);
	const denied = new Set(scopes.flat());
	const plain = new Set<string>();
	for (const clause of clausesOf(text)) {
		const first = clause.search(negatorOf(clause));
		for (const root of rootsOf(first < 0 ? clause : clause.slice(0, first))) plain.add(root);
	}
	return { scopes, denied, plain };
}

/** Words that deny without a negator; beside them a denial cannot be told by code. */
const LACK =
	/\b(?:drop(?:s|ped)?|end(?:s|ed)?|lack(?:s|ed)?|stop(?:s|ped)?|only|still|yet|unless|until|unchanged|prevent\w*|avoid\w*|exempt\w*|cancel\w*|abandon\w*|remov\w*|absent|absence|reject\w*|turned down|withdr[ae]w\w*|clos\w*)\b|仅|只有|仍|缺乏|停止|取消|撤|免|驳回/iu;

/** "Not … until 1649" and "only in 1649" say the same. */
const NOT_UNTIL = /\bnot\b(?=[^,;.]{3,60}\buntil\b)|n['’]t\b(?=[^,;.]{3,60}\buntil\b)/giu;
const ONLY_LATER = /\b(?:only|until|after|later|finally)\b/iu;

export interface Doubt {
	readonly piece: string; // the words it is about
	readonly sure: boolean; // false: code cannot tell
}

/** What the sentence denies and the quotes state, or the other way round; null when nothing speaks against it. */
export function denialAgainst(
	sentence: string,
	{ quote, around }: { quote: string; around: string }
): Doubt | null {
	const told = ONLY_LATER.test(sentence) ? quote.replace(NOT_UNTIL, ' ') : quote;
	const [said, quoted] = [polarOf(sentence), polarOf(told)];
	for (const scope of quoted.scopes) {
		if (said.denied.has(scope[0] ?? '')) continue;
		const own = scope.filter((root) => !quoted.plain.has(root));
		const met = own.filter((root) => said.plain.has(root) && !said.denied.has(root));
		const enough = met.length >= 2 || met[0] === own[0] || met.length >= own.length / 2;
		if (met.length > 0 && enough && met.length >= own.length / 3) {
			return { piece: met.join(' '), sure: true };
		}
	}
	const near = polarOf(around);
	for (const scope of said.scopes) {
		if (scope.some((root) => near.denied.has(root))) continue;
		const met = scope.filter((root) => quoted.plain.has(root));
		if (met.length > 0 && (near.scopes.length === 0 || met[0] === scope[0])) {
			return { piece: met.join(' '), sure: !LACK.test(quote) };
		}
	}
	return null;
}

/** Two sides that exclude each other. Words in brackets of one side stand in for each other. */
const PAIRS_EN: readonly (readonly [string, string])[] = [
	[
		'increase rise growth grow climb expand expansion up jump surge double triple improve gain more higher soar widen gained accelerate quicken',
		'decrease fall decline shrink drop reduce reduction cut lower down slip halve lose loss shorten contract fewer less plunge worsen slow peaked'
	],
	[
		'accept approve agree allow permit confirm support pass passed adopt',
		'reject refuse deny oppose prohibit ban forbid veto'
	],
	['above exceed', 'below'],
	['highest largest biggest best most maximum', 'lowest smallest worst least minimum'],
	['win succeed success', 'fail failure defeat'],
	['gain profit benefit', 'loss losses harm'],
	['emit release', 'absorb'],
	['open start begin reopen introduce', 'close shut end abolish'],
	['raise raised tighten', 'unchanged steady hold ease'],
	['continue resume permit allow', 'halt stop block suspend interrupt'],
	['majority', 'minority'],
	['add introduce gain launch', 'drop remove scrap withdraw discontinue'],
	[
		'larger bigger longer stronger older hotter warmer richer heavier louder taller better',
		'smaller shorter weaker younger colder cooler poorer lighter quieter worse'
	],
	['safe', 'dangerous unsafe'],
	['faster early earlier', 'slower late later delay']
];
const PAIRS_ZH: readonly (readonly [RegExp, RegExp])[] = [
	[
		/增长|增加|上升|升高|走高|提高|涨(?![潮水])|扩大|上调|增产|攀升|回升|增至|升至|提升|多于|翻番|改善|好转/u,
		/下降|减少|降低|走低|[从由]\S{1,12}降到|跌|下滑|缩小|缩减|下调|减产|降至|缩短|萎缩|减弱|少于|恶化|减至/u
	],
	[/承认|证实|确认/u, /否认/u],
	[/同意|接受|通过|批准|支持/u, /拒绝|否决|驳回|反对/u],
	// Passed with some against: what was decided is no vote.
	[/(?<!未|未能|未获|没有|没能)(?:获得?)?通过|获批/u, /否决|未能?通过|未获通过|没有?通过/u],
	[/高于|超出/u, /低于/u],
	[/允许|可以|准许/u, /禁止|不得|不准/u],
	[/稳定|好转|康复/u, /恶化|加重/u],
	[/盈利|获利/u, /亏损/u],
	[/上调|下调|加息|降息/u, /不变|维持/u],
	[/最大|最高|最多/u, /最小|最低|最少/u],
	[/成功/u, /失败/u]
];
const SIDES_EN = PAIRS_EN.map(([a, b]) => [sideOf(a), sideOf(b)] as const);

function sideOf(words: string): ReadonlySet<string> {
	return new Set(words.split(' ').flatMap(allRootsOf).map(rootOf));
}

const PREFIX = /^(?:under|over|un|dis|in|im|ir|non|mis)(?=\p{Ll}{4})/u;

/** A word of the sentence that its quotes only have with an opposite prefix: "understated" for "overstated". */
export function prefixAgainst(sentence: string, quote: string): Doubt | null {
	if (isCjk(sentence)) return null;
	const [said, quoted] = [new Set(rootsOf(sentence)), new Set(rootsOf(quote))];
	const bare = (root: string) => root.replace(PREFIX, '');
	for (const root of said) {
		if (quoted.has(root)) continue;
		const turned = [...quoted].some(
			(other) =>
				other !== root && !said.has(other) && bare(other) === bare(root) && bare(root).length > 3
		);
		if (turned) return { piece: root, sure: true };
	}
	return null;
}

type Test = (text: string) => boolean;

function sidesFor(text: string): (readonly [Test, Test])[] {
	if (isCjk(text)) {
		return PAIRS_ZH.map(([a, b]) => [(one) => a.test(one), (one) => b.test(one)] as const);
	}
	const has = (side: ReadonlySet<string>) => (one: string) =>
		allRootsOf(clean(one)).some((root) => side.has(root));
	return SIDES_EN.map(([a, b]) => [has(a), has(b)] as const);
}

/** Comparisons that give a limit are no direction: "more than 300", "at least half". */
function clean(text: string): string {
	return text.replace(
		/\b(?:(?:more|less|fewer|higher|lower) than (?=[\d$€£]|half|a (?:third|quarter|dozen)|one|two|three|four|five|six|seven|eight|nine|ten|twice|the)|up to|no more|even more|once more|more or less|further up|set up|led up|take up|made? up|turned? down|at (?:the )?(?:most|least|best)|most of|rise to prominence|lost|latest|at the end|the end of|ended|ending|end of)\b/giu,
		' '
	);
}

/** A direction of the sentence that its quotes turn round, as written, or one they do not give; null for none. */
export function reversalAgainst(sentence: string, quote: string): Doubt | null {
	for (const [at, [up, down]] of sidesFor(sentence).entries()) {
		const parts = partsWith(quote, (text) => up(text) || down(text));
		for (const clause of partsWith(sentence, (text) => up(text) || down(text))) {
			const [rises, falls] = [up(clause), down(clause)];
			if (rises === falls) continue;
			// The first pair is of directions: one that the quotes do not give may still be right.
			if (parts.length === 0 && at === 0) return { piece: clause, sure: false };
			if (parts.length === 0) continue;
			const best = closest(clause, parts);
			if ((rises && !up(best) && down(best)) || (falls && !down(best) && up(best))) {
				return { piece: clause, sure: true };
			}
		}
	}
	return null;
}

/** Pieces of a text that each end with a clause of the wanted kind; a last piece without one is joined to the one before. */
function partsWith(text: string, wanted: Test): string[] {
	const parts: string[] = [];
	let open = '';
	for (const clause of clausesOf(text)) {
		open = open === '' ? clause : `${open}, ${clause}`;
		if (!wanted(clause)) continue;
		parts.push(open);
		open = '';
	}
	const last = parts.at(-1);
	if (open !== '' && last !== undefined) parts[parts.length - 1] = `${last}, ${open}`;
	return parts;
}

function closest(clause: string, parts: readonly string[]): string {
	const roots = new Set(rootsOf(clause));
	const share = (part: string) => {
		const own = rootsOf(part);
		return own.filter((root) => roots.has(root)).length / Math.sqrt(own.length + 1);
	};
	return [...parts].sort((a, b) => share(b) - share(a))[0] ?? '';
}
