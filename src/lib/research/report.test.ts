import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunOut, runOut } from './api.ts';
import type { Fact, FactDraft } from './facts.ts';
import { parseFact } from './facts.ts';
import { emptyView, fold, foldAll, type RunView } from './fold.ts';
import { languageOf } from './language.ts';
import { openApi } from './openapi.ts';
import { markdownOf, reportOf } from './report.ts';
import type { Evidence, Sentence, Source } from './run.ts';
import { sentenceSpans } from './sentences.ts';
import { encodeEnd, encodeFact } from './wire.ts';
import { contentTokens, tokens } from './words.ts';

const source = (n: number, title = `Title ${n}`): Source => ({
	id: `s${n}`,
	url: `http://site${n}.test/page?a=1`,
	askedUrl: `http://site${n}.test/page`,
	title,
	site: `Site ${n}`,
	author: null,
	publishedAt: '2024-01-02',
	updatedAt: null,
	readAt: 1_700_000_000_000,
	language: 'en',
	kind: 'article',
	textHash: `hash${n}`,
	textLength: 100,
	passageCount: 1,
	truncated: false,
	via: 'q1',
	round: 0
});
const evidence = (n: number, sourceId: string, quote: string): Evidence => ({
	id: `e${n}`,
	sourceId,
	passageId: `${sourceId}.1`,
	start: 0,
	end: quote.length,
	quote,
	heading: '',
	claim: quote,
	gapId: 'g1',
	rubricIds: ['r1'],
	stance: 'supports',
	score: 1,
	date: null,
	quantities: []
});
const sentence = (id: string, text: string, evidenceIds: string[]): Sentence => ({
	id,
	text,
	kind: evidenceIds.length > 0 ? 'quote' : 'framing',
	label: null,
	evidenceIds,
	verdict: null,
	checks: []
});
const question = {
	text: 'Why?',
	effort: 'quick',
	language: 'en',
	limits: {},
	scope: { allow: [], deny: [], urls: [] }
} as const;

function viewOf(drafts: readonly FactDraft[]): RunView {
	return foldAll(
		'run',
		drafts.map((draft, at) => ({ ...draft, seq: at + 1, at: 1_000 + at }))
	);
}
const story = (texts: readonly string[], titles: readonly string[] = []): FactDraft[] => [
	{ type: 'run.started', question: { ...question, scope: { allow: [], deny: [], urls: [] } } },
	...texts.map((_, at): FactDraft => ({
		type: 'source.read',
		source: source(at + 1, titles[at] ?? `Title ${at + 1}`)
	})),
	{
		type: 'evidence.found',
		evidence: texts.map((text, at) => evidence(at + 1, `s${at + 1}`, text))
	},
	{
		type: 'section.written',
		by: 'test',
		section: {
			id: 'b1',
			kind: 'findings',
			heading: 'Findings',
			revision: 1,
			sentences: texts.map((text, at) =>
				sentence(`b1.${at + 1}`, text, [`e${texts.length - at}`, 'e999'])
			)
		}
	}
];

describe('the view', () => {
	it('refuses a gap in the facts and never changes what it is given', () => {
		const first = emptyView('run');
		const frozen = JSON.stringify(first);
		const fact: Fact = {
			type: 'run.started',
			question: { ...question, scope: { allow: [], deny: [], urls: [] } },
			seq: 1,
			at: 5
		};
		expect(fold(first, fact).status).toBe('running');
		expect(JSON.stringify(first)).toBe(frozen);
		expect(() => fold(first, { ...fact, seq: 2 })).toThrow();
	});
	it('is the same after a round through the stored form', () => {
		const drafts = story(['One.', 'Two.']);
		const stored = drafts.map((draft, at) =>
			parseFact(JSON.parse(JSON.stringify({ ...draft, seq: at + 1, at: 1_000 + at })))
		);
		expect(foldAll('run', stored)).toEqual(viewOf(drafts));
	});
});

describe('the report', () => {
	it('numbers sources by first use without gaps and drops ids that resolve to nothing', () => {
		const report = reportOf(viewOf(story(['First.', 'Second.', 'Third.'])));
		const cited = report.sections.flatMap((section) =>
			section.sentences.flatMap((one) => one.citations)
		);
		expect(cited.map((one) => [one.n, one.sourceId])).toEqual([
			[1, 's3'],
			[2, 's2'],
			[3, 's1']
		]);
		expect(report.sources.map((one) => [one.n, one.id])).toEqual([
			[1, 's3'],
			[2, 's2'],
			[3, 's1']
		]);
	});
	it('never shows a sentence that failed its checks', () => {
		const view = viewOf([
			...story(['Kept.', 'Lost.']),
			{
				type: 'sentence.checked',
				sectionId: 'b1',
				revision: 1,
				results: [{ sentenceId: 'b1.2', verdict: 'unsupported', checks: [] }]
			}
		]);
		expect(reportOf(view).sections[0]?.sentences.map((one) => one.text)).toEqual(['Kept.']);
	});
	it('as Markdown has no link but to its own sources, whatever pages say', () => {
		const hostile = fc.oneof(
			fc.string({ maxLength: 80 }),
			fc.constantFrom(
				'[x](http://evil.test)',
				'![i](http://evil.test/i.png)',
				'<img src=x onerror=1>',
				'http://evil.test/',
				'](javascript:alert(1))',
				'[ref]: http://evil.test',
				'<http://evil.test>',
				'www.evil.test',
				'`code` **b**'
			)
		);
		fc.assert(
			fc.property(
				fc.array(hostile, { minLength: 1, maxLength: 4 }),
				fc.array(hostile, { minLength: 4, maxLength: 4 }),
				(texts, titles) => {
					const markdown = markdownOf(reportOf(viewOf(story(texts, titles))));
					const bare = markdown.replace(/\\./gsu, '');
					const targets = [...bare.matchAll(/\]\(([^)]*)\)/gu)].map((match) => match[1]);
					expect(
						targets.every((target) => /^http:\/\/site\d\.test\/page\?a=1$/u.test(target ?? ''))
					).toBe(true);
					expect(bare.replace(/\]\(http:\/\/site\d\.test\/page\?a=1\)/gu, '')).not.toMatch(
						/https?:\/\/|<\w/iu
					);
				}
			)
		);
	});
	it('is given by the API in the shape its document says', () => {
		const out = runOut(viewOf(story(['One.', 'Two.'])));
		expect(RunOut.parse(JSON.parse(JSON.stringify(out)))).toEqual(JSON.parse(JSON.stringify(out)));
	});
});

describe('the wire', () => {
	it('numbers facts and ends with a word', () => {
		const [fact] = foldable();
		expect(encodeFact(fact)).toMatch(/^id: 1\nevent: run\.started\ndata: \{.*\}\n\n$/u);
		expect(encodeEnd('done')).toBe('event: end\ndata: {"status":"done"}\n\n');
	});
	const foldable = (): [Fact] => [
		{
			type: 'run.started',
			question: { ...question, text: 'a\nb', scope: { allow: [], deny: [], urls: [] } },
			seq: 1,
			at: 1
		}
	];
});

describe('words and sentences', () => {
	it('sentence spans lie in the text, in order, without white space at their ends', () => {
		fc.assert(
			fc.property(
				fc.array(
					fc.oneof(
						fc.string(),
						fc.lorem(),
						fc.constantFrom('他说：“好。”然后走了！', 'Mr. A. B. went. Really?')
					),
					{ maxLength: 8 }
				),
				(parts) => {
					const text = parts.join('\n');
					let at = 0;
					for (const { start, end } of sentenceSpans(text, 'en')) {
						expect(start).toBeGreaterThanOrEqual(at);
						expect(end).toBeGreaterThan(start);
						expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
						at = end;
					}
				}
			)
		);
	});
	it('fold case and accents, meet in simple inflections, and cut Chinese into pairs', () => {
		expect(tokens('Björn’s Bridges, crossed')).toEqual(['bjorn', 's', 'bridg', 'cross']);
		expect(tokens('医院船')).toEqual(['医院', '院船']);
		expect(contentTokens('Who is the director of the film?')).toEqual(['director', 'film']);
		expect(contentTokens('哪个国家的医院船？')).not.toContain('哪个');
	});
	it.each([
		['en', 'What is the height of the tower?'],
		['zh', '塔有多高？'],
		['ja', 'この塔の高さは何メートルですか'],
		['de', 'Wie hoch ist der Turm und wer hat ihn gebaut?'],
		['fr', 'Quelle est la hauteur de la tour et qui l’a construite ?'],
		['ru', 'Какая высота башни?']
	])('know %s', (language, text) => {
		expect(languageOf(text)).toBe(language);
	});
});

it('the OpenAPI document describes every route of the API', async () => {
	const { readdirSync, readFileSync } = await import('node:fs');
	const { join } = await import('node:path');
	const folder = join(import.meta.dirname, '../../routes/api/v1');
	const document = openApi({ version: '1', origin: 'http://x.test' });
	const described = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`)
	);
	const served = readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+server.ts'))
		.flatMap((file) => {
			const path = `/api/v1/${file
				.replace(/\/?\+server\.ts$/u, '')
				.replaceAll('[', '{')
				.replaceAll(']', '}')}`;
			return [
				...readFileSync(join(folder, file), 'utf8').matchAll(
					/export const (GET|POST|PUT|PATCH|DELETE)/gu
				)
			].map((match) => `${match[1] ?? ''} ${path}`);
		});
	expect(described.sort()).toEqual(served.sort());
	const refs = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/gu)].map(
		(match) => match[1] ?? ''
	);
	expect(refs.filter((name) => !(name in document.components.schemas))).toEqual([]);
});
