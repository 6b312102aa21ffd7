/** A question to a model keeps to its tokens whatever it is made of, and nobody may answer by what was left out. */
import { describe, expect, it } from 'vitest';
import { estimateTokens } from '../../../research/tokens.ts';
import { answerPrompt } from './answer.ts';
import { auditPrompt } from './audit.ts';
import { briefPrompt } from './brief.ts';
import { choosePrompt } from './choose.ts';
import { evidencePrompt } from './evidence.ts';
import { judgePrompt } from './judge.ts';
import { outlinePrompt } from './outline.ts';
import { asData, fitted, type Prompt } from './prompt.ts';
import { queriesPrompt } from './queries.ts';
import { reflectPrompt } from './reflect.ts';
import { rewritePrompt } from './rewrite.ts';
import { rewriteZhPrompt } from './rewrite-zh.ts';
import { rubricPrompt } from './rubric.ts';
import { sectionPrompt } from './section.ts';

const TEXTS = {
	Chinese: (length: number) => '桥梁于一九三一年五月通车并耗资三百万元'.repeat(99).slice(0, length),
	code: (length: number) => 'x_1=f(a[0],{b:"c"});'.repeat(99).slice(0, length),
	words: (length: number) => 'The bridge opened in May 1931. '.repeat(99).slice(0, length)
};
const many = <T>(count: number, make: (at: number) => T) =>
	Array.from({ length: count }, (_, at) => make(at));

/** Whether a question fits the tokens of its prompt, as engine/model.ts gives them. */
function isWithin<I, O>(prompt: Prompt<I, O>, input: I): boolean {
	const fixed = estimateTokens(`${prompt.system}\n\n${prompt.example}\n${prompt.lines}`) + 64;
	const room = prompt.maxInput - fixed;
	return estimateTokens(prompt.user(fitted(prompt, { input, room }))) <= room;
}

describe.each(Object.entries(TEXTS))('a long question of %s', (_, text) => {
	const question = text(1_900);
	const language = 'zh';
	it.each([
		['brief', () => isWithin(briefPrompt, { question, today: '2026-01-01', language })],
		[
			'rubric',
			() =>
				isWithin(rubricPrompt, {
					question,
					language,
					most: 6,
					asked: many(14, () => text(200)),
					seen: many(30, () => text(200))
				})
		],
		[
			'queries',
			() =>
				isWithin(queriesPrompt, {
					question,
					languages: ['zh', 'en'],
					most: 4,
					left: '',
					sent: many(40, () => text(160)),
					gaps: many(6, (at) => ({
						id: `g${at}`,
						question: text(200),
						found: many(2, () => text(300))
					}))
				})
		],
		[
			'evidence',
			() =>
				isWithin(evidencePrompt, {
					question,
					names: many(4, () => text(80)),
					lines: many(12, () => ({ title: text(300), text: text(600), lead: text(200) }))
				})
		],
		[
			'reflect',
			() =>
				isWithin(reflectPrompt, {
					question,
					left: '',
					items: many(14, (at) => ({
						id: `r${at}`,
						text: text(90),
						claims: many(9, () => text(500))
					}))
				})
		],
		[
			'outline',
			() =>
				isWithin(outlinePrompt, {
					question,
					language,
					sections: many(30, (at) => ({ id: `b${at}`, heading: text(200), about: text(400) }))
				})
		],
		[
			'section',
			() =>
				isWithin(sectionPrompt, {
					question,
					language,
					most: 8,
					heading: text(300),
					neighbours: many(40, () => text(90)),
					quotes: many(16, () => ({ text: text(900), title: text(300), date: '2020-01-01' })),
					instructions: many(9, () => text(400))
				})
		],
		[
			'answer',
			() =>
				isWithin(answerPrompt, {
					question,
					language,
					most: 6,
					sentences: many(14, () => text(700)),
					instructions: many(9, () => text(400))
				})
		],
		[
			'audit',
			() =>
				isWithin(auditPrompt, {
					question,
					items: many(20, () => text(90)),
					sections: many(24, (at) => ({ id: `b${at}`, heading: text(100), text: text(1_800) }))
				})
		],
		[
			'judge',
			() =>
				isWithin(judgePrompt, {
					pairs: many(6, () => ({ sentence: text(700), quotes: many(4, () => text(700)) }))
				})
		],
		[
			'choose',
			() =>
				isWithin(choosePrompt, { question, text: text(700), wordings: many(6, () => text(500)) })
		],
		[
			'rewrite',
			() =>
				isWithin(rewritePrompt, { text: text(700), opening: text(90), remark: text(200), language })
		],
		[
			'rewrite-zh',
			() =>
				isWithin(rewriteZhPrompt, { text: text(700), opening: null, remark: text(200), language })
		]
	] as const)('%s keeps to its tokens', (...[, within]) => {
		expect(within()).toBe(true);
	});
});

describe('what was not shown', () => {
	const lines = many(12, () => ({ title: '通车', text: TEXTS.Chinese(500) }));
	const shown = fitted(evidencePrompt, {
		input: { question: '何时通车？', names: [], lines },
		room: 2_000
	});
	it('cannot be chosen as evidence, and is not held to be left out by the model', () => {
		expect(shown.lines.length).toBeLessThan(4);
		expect(evidencePrompt.read({ lines: [9] }, shown)).toMatch(/between 1 and [23]\./u);
		expect(evidencePrompt.read({ lines: [1] }, shown)).toMatchObject({
			value: { shown: shown.lines.length }
		});
	});
	it('is not judged', () => {
		const pairs = many(6, () => ({ sentence: TEXTS.Chinese(600), quotes: [TEXTS.Chinese(500)] }));
		const some = fitted(judgePrompt, { input: { pairs }, room: 3_000 });
		const read = judgePrompt.read(
			{ verdicts: many(6, (at) => ({ n: at + 1, verdict: 'supported' })) },
			some
		);
		expect(read).toMatchObject({ value: { length: some.pairs.length } });
		expect(some.pairs.length).toBeLessThan(pairs.length);
	});
});

describe('text of a page in a prompt', () => {
	it('has no half characters: servers refuse a request for them', () => {
		expect(asData(`${'a'.repeat(8)}🚀 and more`, 10)).toBe(`${'a'.repeat(8)}…`);
		expect(asData('lone \ud83d here').isWellFormed()).toBe(true);
	});
});
