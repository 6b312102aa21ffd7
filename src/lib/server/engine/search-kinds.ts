/** Which specialised engines a query is for: a pure rule over words. General engines are asked whatever it says. */
import type { RunView } from '../../research/fold.ts';
import type { EngineKind } from '../../research/run.ts';

/** Words that ask for papers, for code, for news; the languages we know questions in. */
const SIGNS: readonly (readonly [kind: EngineKind, pattern: RegExp])[] = [
	[
		'scholarly',
		new RegExp(
			[
				'\\b(?:papers?|stud(?:y|ies)|trials?|meta-?anal\\w+|systematic reviews?|literature reviews?|preprints?|peer[- ]review\\w*)\\b',
				'\\b(?:cohorts?|randomi[sz]ed|placebo|double-blind|in vitro|in vivo|clinical(?:ly)?|efficacy|etiology|pathogenesis|biomarkers?)\\b',
				'\\b(?:doi|arxiv|pubmed|crossref|retract(?:ed|ions?)|citations? count|journals? articles?|proceedings|theorems?|conjectures?)\\b',
				'\\b(?:evidence (?:for|that|on|of)|effects? of .{2,60} on|association (?:between|of)|risk factors?|health effects?)\\b',
				'\\b(?:scientific|scientists|researchers?|academic|scholar\\w*|state[- ]of[- ]the[- ]art|benchmarks?|hypothes[ie]s)\\b',
				'\\b10\\.\\d{4,9}/\\S',
				'论文|文献|研究(?:表明|显示|发现|综述)|临床|试验|随机对照|荟萃|元分析|综述|学术|期刊|预印本|撤稿|疗效|机制'
			].join('|'),
			'iu'
		)
	],
	[
		'code',
		new RegExp(
			[
				'\\b(?:github|gitlab|npm|pypi|crates?\\.io|stack ?overflow|source code|open[- ]source|repositor(?:y|ies)|pull requests?|sdk|api|cli)\\b',
				'\\b(?:librar(?:y|ies) for|frameworks?|packages?|compil(?:er|es?|ing)|runtimes?|refactor\\w*|debug\\w*|stack ?trace|segfault|exceptions?|dependenc(?:y|ies))\\b',
				'\\b(?:javascript|typescript|python|rust|golang|kotlin|haskell|c\\+\\+|c#|node\\.js|react|svelte|vue|django|postgres(?:ql)?|sqlite|kubernetes|docker|linux kernel)\\b',
				'\\b(?:programming|software|developers?|algorithms?|regex(?:p|es)?)\\b|\\b\\w+(?:Error|Exception)\\b',
				'开源|源码|代码|编程|程序员|框架|报错|接口文档'
			].join('|'),
			'iu'
		)
	],
	[
		'news',
		new RegExp(
			[
				'\\b(?:news|latest|breaking|headlines?|today|yesterday|this (?:week|month)|last (?:week|month)|recent(?:ly)? (?:events?|developments?|announce\\w*))\\b',
				'\\b(?:announced|press release|happened (?:to|in|at)|currently|as of now|so far this year|election results?|ceasefire|earthquake|wildfires?)\\b',
				'新闻|最新|今日|今天|昨天|本周|本月|近日|突发|刚刚|发布会|头条'
			].join('|'),
			'iu'
		)
	]
];

/**
 * Kinds that any of the texts asks for (the query first, then the whole question), with those that were wished for
 * outright (an expert's, say). "general" is never among them: it needs no reason.
 */
export function kindsFor(
	texts: readonly string[],
	{ today, wished = [] }: { today: string; wished?: readonly EngineKind[] }
): EngineKind[] {
	const asked = new Set<EngineKind>(wished);
	for (const [kind, pattern] of SIGNS)
		if (texts.some((text) => pattern.test(text))) asked.add(kind);
	const [year] = /^\d{4}/u.exec(today) ?? [];
	const current = year === undefined ? null : new RegExp(`(?<!\\d)${year}(?!\\d)`, 'u');
	if (current && texts.some((text) => current.test(text))) asked.add('news');
	asked.delete('general');
	return [...asked];
}

/** Whom a query of a run is for: the engines that the run names, else the kinds that the query and the question ask for. */
export function enginesFor(
	{ question, brief }: RunView,
	query: string
): { kinds: readonly EngineKind[]; engines: readonly string[] } {
	const texts = [query, question?.text ?? ''];
	return {
		kinds: kindsFor(texts, { today: brief?.asOf ?? '' }),
		engines: question?.scope.engines ?? []
	};
}
