/** Two runs side by side: matched by address and heading, not by ids, which differ from run to run. */
import { describe, expect, it } from 'vitest';
import { compareRuns } from './compare.ts';
import { emptyView, type RunView } from './fold.ts';
import type { Evidence, Section, Source } from './run.ts';
import { CompareOut } from './trace-api.ts';

const source = (id: string, url: string): Source => ({
	...{ id, url, askedUrl: url, title: url, site: 'x.example', author: null, publishedAt: null },
	...{ updatedAt: null, readAt: 0, language: 'en', kind: 'page', textHash: `hash ${url}` },
	...{ textLength: 100, passageCount: 1, truncated: false, via: 'q1', round: 0 }
});
const evidence = (id: string, sourceId: string, quote: string): Evidence => ({
	...{ id, sourceId, passageId: `${sourceId}.1`, start: 3, end: 3 + quote.length, quote },
	...{ heading: '', claim: quote, gapId: 'g1', rubricIds: [], stance: 'supports', score: 1 },
	...{ date: null, quantities: [] }
});
const section = (id: string, heading: string, texts: Record<string, string>): Section => ({
	...{ id, kind: 'findings', heading, rubricIds: [], revision: 1 },
	sentences: Object.entries(texts).map(([evidenceId, text], at) => ({
		...{ id: `${id}.${at + 1}`, text, kind: 'quote', label: null, evidenceIds: [evidenceId] },
		...{ verdict: 'quoted', checks: [] }
	}))
});
const base = (id: string): RunView => ({
	...emptyView(id),
	status: 'done',
	timings: { ...emptyView(id).timings, startedAt: 1_000, endedAt: 4_000, restingSince: 4_000 }
});
const bridge = 'Mira Olsen designed the bridge.';
const a: RunView = {
	...base('a'),
	sources: [source('s1', 'https://x.example/1'), source('s2', 'https://x.example/2')],
	evidence: [evidence('e1', 's1', bridge), evidence('e2', 's2', 'It opened in 1931.')],
	sections: [section('b1', 'Who designed it', { e1: bridge, e2: 'It opened in 1931.' })],
	usage: { ...emptyView('a').usage, searches: 4, pages: 2 }
};
const b: RunView = {
	...base('b'),
	sources: [source('s1', 'https://x.example/3'), source('s2', 'https://x.example/1')],
	evidence: [evidence('e1', 's2', bridge), evidence('e2', 's1', 'Copper cost more then.')],
	sections: [section('b7', 'Who designed it', { e1: bridge, e2: 'Copper cost more then.' })]
};

describe('two runs compared', () => {
	const made = compareRuns(a, b, 9_000);

	it('finds the same sentence on the same page whatever its ids are', () => {
		expect(made.same).toBe(1);
		expect(made.sections).toMatchObject([{ heading: 'Who designed it', change: 'changed' }]);
		expect(made.sections[0]?.sentences.map((one) => [one.before, one.after])).toEqual([
			[null, 'Copper cost more then.'],
			['It opened in 1931.', null]
		]);
	});

	it('tells sources only one of them cites, with the ids they have there', () => {
		expect(made.sources.both).toBe(1);
		expect(made.sources.onlyA.map((one) => [one.id, one.url])).toEqual([
			['s2', 'https://x.example/2']
		]);
		expect(made.sources.onlyB.map((one) => [one.id, one.url])).toEqual([
			['s1', 'https://x.example/3']
		]);
	});

	it('counts both sides by themselves; what took no model has no price', () => {
		expect(made.a).toMatchObject({ searches: 4, pages: 2, seconds: 3, usd: null, models: [] });
		expect(made.a.figures).toMatchObject({ sections: 1, sentences: 2, verdicts: { quoted: 2 } });
		expect(made.b.searches).toBe(0);
	});

	it('finds no difference between a run and itself', () => {
		const same = compareRuns(a, a, 9_000);
		expect([same.same, same.sections, same.sources.onlyA]).toEqual([2, [], []]);
	});

	it('is what the API says it is', () => {
		expect(CompareOut.parse(JSON.parse(JSON.stringify(made)))).toMatchObject({ same: 1 });
	});
});
