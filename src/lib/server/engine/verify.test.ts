import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { emptyView } from '../../research/fold.ts';
import type { Evidence, ModelCall, Passage, Sentence, Source } from '../../research/run.ts';
import type { Tools } from './tools.ts';
import { createChecker, isShaky, isUnproven } from './verify.ts';

const call = (over: Partial<ModelCall>): ModelCall => ({
	...{ key: 'section b1 #1', prompt: 'section@1', promptHash: '', role: 'large', requested: 'm' },
	...{ served: null, shape: 'schema', outcome: 'ok', failure: null, note: '' },
	...{ contextHash: null, answerHash: null, inputTokens: 0, cachedTokens: 0, outputTokens: 0 },
	...{ reasoningTokens: 0, estimated: false, usd: null, ms: 0 },
	...over
});

describe('how far a writer is believed', () => {
	it.each([
		[2, 2, false],
		[3, 1, true],
		[10, 1.5, false],
		[10, 2, true]
	])('of %d sentences %d failed: shaky %s', (checked, failed, shaky) => {
		expect(isShaky({ claims: { checked, failed } })).toBe(shaky);
	});

	const own = call({ local: true });
	it.each([
		['on the own machine, few checked', { one: own, checked: 9, unproven: true }],
		['on the own machine, enough checked', { one: own, checked: 10, unproven: false }],
		['of a provider', { one: call({}), checked: 0, unproven: false }],
		[
			'on the own machine, but it only chooses',
			{ one: call({ local: true, prompt: 'choose@1' }), checked: 0, unproven: false }
		]
	])('%s', (_, { one, checked, unproven }) => {
		expect(isUnproven({ calls: [one], claims: { checked, failed: 0 } })).toBe(unproven);
	});
});

const FIRST = 'The Halden dam was begun in 1931 by the county.';
const SECOND = 'It broke on 3 May 1958 after a night of heavy rain.';
const text = `${FIRST} ${SECOND}`;

/** The second sentence alone is the quote; the first stands in the passage before. */
function checkerFor(headings: readonly string[]) {
	const textHash = createHash('sha256').update(text).digest('hex');
	const passage = (id: string, words: string, path: readonly string[]): Passage => {
		const start = text.indexOf(words);
		return { id, start, end: start + words.length, text: words, headings: [...path] };
	};
	const passages = [passage('1', FIRST, ['History']), passage('2', SECOND, headings)];
	const snapshot = { textHash, text, passages, links: [], extractor: 't', rawHash: '' };
	const source: Source = {
		...{ id: 's1', url: 'http://a.test/', askedUrl: 'http://a.test/', title: '', site: 'a' },
		...{ author: null, publishedAt: null, updatedAt: null, readAt: 0, language: 'en' },
		...{ kind: 'article', textHash, textLength: text.length, passageCount: 2 },
		...{ truncated: false, via: 'q1', round: 0 }
	};
	const evidence: Evidence = {
		...{ id: 'e1', sourceId: 's1', passageId: 's1.2', quote: SECOND, claim: SECOND, heading: '' },
		...{ start: text.indexOf(SECOND), end: text.length, gapId: 'g1', rubricIds: ['r1'] },
		...{ stance: 'supports', score: 0.6, date: null, quantities: [] }
	};
	const library = { snapshot: () => Promise.resolve(snapshot) };
	const tools = { library, models: () => [] } as unknown as Tools;
	return createChecker({ ...emptyView('r'), sources: [source], evidence: [evidence] }, tools);
}
const claim: Sentence = {
	...{ id: 'b1.1', text: 'The Halden dam broke on 3 May 1958.', kind: 'claim', label: null },
	...{ evidenceIds: ['e1'], verdict: null, checks: [] }
};

describe('the sentence beside a quote', () => {
	it('counts where it stands in the passage before, in the same section', async () => {
		const { checks } = await checkerFor(['History']).check(claim);
		expect(checks.filter(({ outcome }) => outcome === 'fail')).toEqual([]);
	});
	it('does not count where it stands in another section', async () => {
		const { verdict, checks } = await checkerFor(['Weather']).check(claim);
		expect(verdict).toBe('unsupported');
		expect(checks.find(({ outcome }) => outcome === 'fail')?.name).toBe('V2 names');
	});
});
