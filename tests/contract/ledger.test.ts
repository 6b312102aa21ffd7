/** The ledger over all runs: written with the facts, outliving them, and what the ladder remembers from it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FactDraft } from '../../src/lib/research/facts.ts';
import { NOTHING_SPENT } from '../../src/lib/research/fold.ts';
import { startingShapes } from '../../src/lib/research/rungs.ts';
import type { ModelCall, Question } from '../../src/lib/research/run.ts';
import { openDatabase } from '../../src/lib/server/providers/journal/database.ts';
import { MIGRATIONS } from '../../src/lib/server/providers/journal/migrations.ts';
import { createSqliteJournal } from '../../src/lib/server/providers/journal/sqlite.ts';

const MODEL = 'deepseek/deepseek-flash';
let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'ledger-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const question: Question = {
	text: 'Who built it?',
	effort: 'quick',
	language: 'en',
	limits: {},
	scope: { allow: [], deny: [], urls: [] }
};
const spent = (key: string, change: Partial<ModelCall> = {}): FactDraft => {
	const call: ModelCall = {
		...{ key, prompt: 'section@1', promptHash: '', role: 'large', requested: MODEL, served: null },
		...{ shape: 'schema', outcome: 'ok', failure: null, note: '', contextHash: null },
		...{ answerHash: null, inputTokens: 1000, cachedTokens: 200, outputTokens: 100 },
		...{ reasoningTokens: 0, estimated: false, usd: 0.01, ms: 500 },
		...change
	};
	const { inputTokens, cachedTokens, outputTokens, usd, ms } = call;
	const tokens = { inputTokens, cachedTokens, outputTokens, usd };
	return { type: 'budget.spent', spending: { ...NOTHING_SPENT, ...tokens, step: key, ms }, call };
};
const sentence = (id: string, kind: 'claim' | 'quote') => ({
	...{ id, kind, text: 'It opened in 1931.', label: null, evidenceIds: ['e1'] },
	...{ verdict: null, checks: [] }
});
const section = (by: string): FactDraft => ({
	type: 'section.written',
	by,
	section: {
		...{ id: 'b1', kind: 'findings', heading: 'H', revision: 2 },
		sentences: [sentence('b1.1', 'claim'), sentence('b1.2', 'claim'), sentence('b1.3', 'quote')]
	}
});
const anchor = { name: 'V0 anchor', outcome: 'pass', note: '' } as const;
const checked: FactDraft = {
	type: 'sentence.checked',
	sectionId: 'b1',
	revision: 2,
	results: [
		{ sentenceId: 'b1.1', verdict: 'verified', checks: [anchor] },
		{ sentenceId: 'b1.2', verdict: 'unsupported', checks: [anchor] },
		{ sentenceId: 'b1.3', verdict: 'quoted', checks: [anchor] }
	]
};

async function journalled(migrations: readonly string[], drafts: readonly FactDraft[], id = 'r1') {
	const db = openDatabase(join(folder, 'groundwork.db'), migrations);
	const stores = createSqliteJournal(db, () => 5);
	await stores.shelf.create({ id, question, at: 5 });
	const { epoch } = await stores.shelf.claim(id);
	await stores.journal.append(id, drafts, { epoch, seq: 0, at: 5, status: 'done' });
	return { db, ...stores };
}

describe('what the facts say of models', () => {
	it('stands in the ledger with them: money, answers by shape, sentences that passed', async () => {
		const { db, ledger } = await journalled(MIGRATIONS, [
			spent('section b1 #1', { outcome: 'invalid' }),
			spent('section b1 #2', { shape: 'text' }),
			spent('audit #1', { usd: null }),
			spent('rubric #1', {
				outcome: 'failed',
				inputTokens: 0,
				cachedTokens: 0,
				outputTokens: 0,
				usd: null
			}),
			spent('queries #1', {
				outcome: 'skipped',
				inputTokens: 0,
				cachedTokens: 0,
				outputTokens: 0,
				usd: null
			}),
			section(`section@1 ${MODEL}`),
			checked
		]);
		const [card] = await ledger.scorecards();
		expect(card).toMatchObject({
			...{ model: MODEL, calls: 4, failed: 1, sentences: 2, anchored: 2, supported: 1 },
			...{ inputTokens: 3000, cachedTokens: 600, outputTokens: 300, unpriced: 1, ms: 1500 },
			shapes: [
				{ shape: 'schema', answers: 2, valid: 1 },
				{ shape: 'text', answers: 1, valid: 1 }
			]
		});
		expect(card?.usd).toBeCloseTo(0.02, 9);
		expect(await ledger.spent(0)).toEqual([{ model: MODEL, usd: 0.02, unpriced: 1 }]);
		expect(await ledger.spent(6)).toEqual([]);
		expect(await ledger.usual('quick')).toEqual([
			[{ role: 'large', input: 3000, cached: 600, output: 300 }]
		]);
		expect(await ledger.usual('deep')).toEqual([]);
		db.close();
	});
	it('counts no sentence that rules wrote', async () => {
		const { db, ledger } = await journalled(MIGRATIONS, [
			spent('a #1'),
			section('rules@1'),
			checked
		]);
		expect((await ledger.scorecards())[0]?.sentences).toBe(0);
		db.close();
	});
	it('stays when the run is deleted: money spent is spent', async () => {
		const { db, ledger, shelf } = await journalled(MIGRATIONS, [spent('a #1')]);
		await shelf.remove('r1');
		expect((await ledger.spent(0))[0]?.usd).toBe(0.01);
		db.close();
	});
	it('of older runs is taken over by the migration', async () => {
		const before = openDatabase(join(folder, 'groundwork.db'), MIGRATIONS.slice(0, 2));
		before.prepare("INSERT INTO runs VALUES ('old', '{}', 't', 'done', 1, 1, 1, 1)").run();
		const { type, ...body } = spent('old #1');
		before.prepare("INSERT INTO facts VALUES ('old', 1, 3, ?, ?)").run(type, JSON.stringify(body));
		before
			.prepare("INSERT INTO facts VALUES ('old', 2, 3, ?, ?)")
			.run(type, JSON.stringify({ spending: body }));
		before.close();
		const db = openDatabase(join(folder, 'groundwork.db'));
		const { ledger } = createSqliteJournal(db, () => 5);
		expect(await ledger.spent(0)).toEqual([{ model: MODEL, usd: 0.01, unpriced: 0 }]);
		expect((await ledger.scorecards())[0]).toMatchObject({ calls: 1, inputTokens: 1000 });
		db.close();
	});
	it('the tests of a connection cost money, but say nothing of how a model does in runs', async () => {
		const { db, ledger } = await journalled(MIGRATIONS, []);
		const one = spent('test 1 #1');
		if (one.type === 'budget.spent' && one.call) await ledger.tested(one.call, 5);
		expect((await ledger.spent(0))[0]?.usd).toBe(0.01);
		expect(await ledger.scorecards()).toEqual([]);
		expect(await ledger.shapes(MODEL, 0)).toEqual([]);
		db.close();
	});
});

describe('the ladder begins', () => {
	const all = ['schema', 'json', 'text'] as const;
	const score = (shape: (typeof all)[number], valid: number, answers: number) => ({
		...{ shape, valid, answers }
	});
	it.each([
		['at the top while nothing is known', [], 'schema'],
		['at the top after a few bad answers', [score('schema', 0, 3), score('text', 3, 3)], 'schema'],
		[
			'at what is known to work, below a shape that mostly fails',
			[score('schema', 1, 8), score('text', 5, 5)],
			'text'
		],
		[
			'at the shape that works',
			[score('schema', 0, 8), score('json', 1, 8), score('text', 9, 9)],
			'text'
		],
		[
			'at the top when nothing looser does better',
			[score('schema', 2, 8), score('json', 0, 8), score('text', 1, 8)],
			'schema'
		],
		['where the server let us', [score('json', 7, 8)], 'json'],
		['at the top when it works', [score('schema', 20, 22), score('text', 2, 2)], 'schema']
	] as const)('%s', (_name, scores, first) => {
		expect(startingShapes(all, scores)[0]).toBe(first);
		expect(startingShapes(all, scores).at(-1)).toBe('text');
	});
});
