import { expect, it } from 'vitest';
import { kindsFor } from './search-kinds.ts';

const today = '2026-11-25';

it.each([
	['Who was born first, Ada Lovelace or Charles Babbage?', []],
	['When was the Tessel Bridge opened?', []],
	['Where is the place of birth of the director of the film Papermoon?', []],
	['杭州亚运会有哪些比赛项目？', []],
	['What is known about the health effects of ultra-processed food?', ['scholarly']],
	['Is there a meta-analysis of vitamin D and falls?', ['scholarly']],
	['Was 10.1016/S0140-6736(97)11096-0 retracted?', ['scholarly']],
	['阿司匹林一级预防的随机对照试验有哪些结论？', ['scholarly']],
	['Which open-source library for CRDTs is kept up?', ['code']],
	['TypeError: Cannot read properties of undefined in Svelte 5', ['code']],
	['有哪些开源的向量数据库？', ['code']],
	['What is the latest on the ceasefire talks?', ['news']],
	['What did the summit decide in 2026?', ['news']],
	['今天有什么关于地震的新闻？', ['news']],
	['What do recent studies say about GitHub Copilot news coverage?', ['scholarly', 'code', 'news']]
] as const)('%s', (text, kinds) => {
	expect(kindsFor([text], { today })).toEqual(kinds);
});

it('adds what an expert wishes for, once, and never "general"', () => {
	expect(kindsFor(['a paper'], { today, wished: ['news', 'scholarly', 'general'] })).toEqual([
		'news',
		'scholarly'
	]);
});
