/** Settings as the house gives them: what the environment locks, what a change does at once, what the month costs. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SettingsOut, type Measured } from '../../research/settings.ts';
import { readConfig, type Environment } from '../config.ts';
import { openDatabase } from '../providers/journal/database.ts';
import { createSqliteJournal } from '../providers/journal/sqlite.ts';
import { openMoney } from './money.ts';
import { createOffPeak, estimating } from './off-peak.ts';
import { createSetup } from './setup.ts';

const KEY = 'sk-canary-7f3a91c2e4d6b8';
const deepseek = {
	name: 'deepseek',
	baseUrl: 'https://api.deepseek.com',
	model: 'deepseek-flash',
	apiKey: KEY
};
const ollama = { name: 'home', baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen3' };
let folder: string;
let db: DatabaseSync;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'setup-'));
	db = openDatabase(join(folder, 'groundwork.db'));
});
afterEach(() => {
	db.close();
	rmSync(folder, { recursive: true, force: true });
});

const MEASURED: Measured = {
	at: 5,
	usable: true,
	probes: [],
	models: ['deepseek-flash'],
	tokens: 10,
	usd: 0,
	profile: {
		shapes: ['json', 'text'],
		stream: true,
		streamUsage: true,
		temperature: false,
		thinking: true,
		...{ least: 'off', exclusive: false, reasons: [] },
		maxTokensField: 'max_tokens',
		context: 64_000
	}
};

async function open(environment: Environment = {}) {
	const config = readConfig({ DATA_DIR: folder, ...environment });
	const { ledger } = createSqliteJournal(db, () => 1);
	const money = await openMoney(config, { db, ledger });
	const setup = createSetup({
		...money,
		ledger,
		engines: () => [],
		embedding: {
			out: () => ({
				...{ model: 'e5', locked: false, endpoint: false, chosen: null, hub: 'https://hub.test' },
				...{ choices: [], state: { stage: 'none' as const, done: 0, of: 0, message: null } }
			}),
			choose: () => Promise.resolve(),
			anew: () => Promise.resolve()
		},
		local: () => [
			{ provider: 'Ollama', name: 'ollama', baseUrl: ollama.baseUrl, models: ['qwen3'] }
		],
		measure: () => Promise.resolve(MEASURED)
	});
	const names = (role: 'small' | 'medium' | 'large') =>
		money.connections.models(role).map(({ id }) => id);
	return { ...money, setup, names, ledger };
}

/** A call entered in the ledger, as of now. */
const call = (change: object) => ({
	...{ prompt: 'p@1', promptHash: '', served: null, failure: null, note: '', key: '' },
	...{ contextHash: null, answerHash: null, inputTokens: 100, cachedTokens: 0, outputTokens: 10 },
	...{
		reasoningTokens: 0,
		estimated: false,
		usd: null,
		ms: 5,
		requested: 'deepseek/deepseek-flash'
	},
	...{ role: 'medium' as const, shape: 'json' as const, outcome: 'ok' as const },
	...change
});

describe('connections', () => {
	it('the first one serves every role at once; roles and fall-backs follow a change without a restart', async () => {
		const { setup, names } = await open();
		expect(names('large')).toEqual([]);
		const first = await setup.add(deepseek);
		expect(names('small')).toEqual(['deepseek/deepseek-flash']);
		const second = await setup.add(ollama);
		await setup.setRoles({ small: [second.id], medium: [first.id], large: [first.id, second.id] });
		expect(names('small')).toEqual(['home/qwen3', 'deepseek/deepseek-flash']);
		expect(names('large')).toEqual(['deepseek/deepseek-flash', 'home/qwen3']);
		await setup.remove(first.id);
		expect(names('large')).toEqual(['home/qwen3']);
		await expect(setup.remove(first.id)).rejects.toMatchObject({ kind: 'missing' });
	});
	it('the key is told by its last letters only, and is gone with another address', async () => {
		const { setup } = await open();
		const { id, key } = await setup.add(deepseek);
		expect(key).toEqual({ state: 'set', last4: 'd6b8' });
		expect(JSON.stringify(await setup.read())).not.toContain(KEY);
		expect((await setup.change(id, { context: 32_000 })).key.state).toBe('set');
		const moved = await setup.change(id, { baseUrl: 'https://elsewhere.example.org/v1' });
		expect(moved.key).toEqual({ state: 'none', last4: null });
		expect((await setup.change(id, { apiKey: 'short' })).key).toEqual({
			state: 'set',
			last4: null
		});
		expect((await setup.change(id, { apiKey: '' })).key.state).toBe('none');
	});
	it('are kept over a restart; with another secret the key is asked for again', async () => {
		await (await open()).setup.add(deepseek);
		expect((await (await open()).setup.read()).connections[0]?.key.state).toBe('set');
		const other = await open({ SECRET_KEY: 'x'.repeat(40) });
		expect((await other.setup.read()).connections[0]?.key).toEqual({ state: 'lost', last4: null });
	});
	it('two of one name to one model cannot be told apart, so the second is refused', async () => {
		const { setup } = await open();
		await setup.add(deepseek);
		await expect(setup.add(deepseek)).rejects.toMatchObject({ kind: 'refused' });
	});
	it('what was measured overrides the table, until address or model change', async () => {
		const { setup, connections } = await open();
		const { id } = await setup.add(deepseek);
		expect((await setup.test(id)).contextUsed).toBe(64_000);
		expect(connections.models('medium')[0]?.shape).toBe('json');
		const changed = await setup.change(id, { model: 'deepseek-v4-pro' });
		expect(changed.measured).toBeNull();
		expect(changed.contextUsed).toBe(1_000_000);
	});
	it('read as the document says', async () => {
		const { setup } = await open();
		const { id } = await setup.add({ ...deepseek, price: { input: 1, cached: 0.1, output: 2 } });
		await setup.test(id);
		expect(SettingsOut.parse(await setup.read()).connections[0]?.price?.output).toBe(2);
	});
});

describe('the environment', () => {
	const environment = {
		MODEL_BASE_URL: 'https://api.openai.com/v1',
		MODEL_NAME: 'gpt-6-luna',
		MODEL_API_KEY: `${KEY}env`,
		SMALL_MODEL_NAME: 'gpt-6-mini',
		MONTHLY_USD: '20'
	};
	it('comes first, and is not changed on the page', async () => {
		const { setup, names } = await open(environment);
		const added = await setup.add(ollama);
		await setup.setRoles({ small: [added.id], medium: [added.id, 'env-medium'], large: [] });
		expect(names('small')).toEqual(['openai/gpt-6-mini', 'home/qwen3', 'openai/gpt-6-luna']);
		expect(names('large')[0]).toBe('openai/gpt-6-luna');
		const { connections, limits } = await setup.read();
		expect(connections.map(({ locked }) => locked)).toEqual([true, true, false]);
		expect(limits.monthlyUsd).toEqual({ value: 20, locked: true });
		await expect(setup.change('env-medium', { name: 'x' })).rejects.toThrow(/environment/u);
		await expect(setup.remove('env-small')).rejects.toMatchObject({ kind: 'refused' });
		await expect(setup.setLimits({ monthlyUsd: 5 })).rejects.toThrow(/MONTHLY_USD/u);
		expect((await setup.test('env-medium')).measured?.usable).toBe(true);
	});
	it('a local server is offered until it is used', async () => {
		const { setup } = await open();
		expect((await setup.read()).local).toHaveLength(1);
		await setup.add(ollama);
		expect((await setup.read()).local).toHaveLength(0);
	});
});

describe('the month', () => {
	it('at its cap no model that costs money is asked; free ones go on; another month begins anew', async () => {
		const { setup, purse, ledger } = await open();
		await setup.add(deepseek);
		await setup.add(ollama);
		await setup.setLimits({ monthlyUsd: 1 });
		expect(await purse.lacks('deepseek/deepseek-flash')).toBeNull();
		await ledger.tested(call({ key: 'a', usd: 3 }), Date.now() - 40 * 86_400_000);
		expect(await purse.lacks('deepseek/deepseek-flash')).toBeNull();
		await ledger.tested(call({ key: 'b', usd: 1.25 }), Date.now());
		expect(await purse.lacks('deepseek/deepseek-flash')).toContain(
			'used up ($1.25 of $1.00 spent)'
		);
		expect(await purse.lacks('home/qwen3')).toBeNull();
		expect((await setup.read()).month).toMatchObject({ usd: 1.25, left: 0 });
		await setup.setLimits({ monthlyUsd: null });
		expect(await purse.lacks('deepseek/deepseek-flash')).toBeNull();
	});
	it('is kept by all runs together: what is in flight counts until it stands in the ledger', async () => {
		const { setup, purse, ledger } = await open();
		await setup.add(deepseek);
		await setup.add(ollama);
		await setup.setLimits({ monthlyUsd: 1 });
		const [first, second] = [
			purse.take('deepseek/deepseek-flash', 0.6),
			purse.take('deepseek/deepseek-flash', 0.6)
		];
		const told: string[] = [];
		void second.then(({ lacking }) => told.push(lacking ?? 'a place'));
		const place = await first;
		await new Promise((resolve) => setImmediate(resolve));
		expect(told).toEqual([]); // what the first reserved may come back
		expect((await purse.take('home/qwen3', 0)).lacking).toBeNull();
		await ledger.tested(call({ key: 'a', usd: 0.55 }), Date.now());
		if (place.lacking === null) place.end();
		expect((await second).lacking).toContain('used up ($0.55 of $1.00 spent)');
		const third = await purse.take('deepseek/deepseek-flash', 0.4);
		expect(third.lacking).toBeNull();
	});
	it('lets one call of an unknown price find out, not two at once', async () => {
		const { setup, purse, ledger } = await open();
		await setup.add({ ...deepseek, model: 'new-one' });
		await setup.setLimits({ monthlyUsd: 1 });
		const first = await purse.take('deepseek/new-one', null);
		const second = purse.take('deepseek/new-one', null);
		await ledger.tested(call({ key: 'a', requested: 'deepseek/new-one' }), Date.now());
		if (first.lacking === null) first.end();
		expect((await second).lacking).toContain('not known');
	});
	it('what the environment sets does not stay behind when the environment lets go of it', async () => {
		const bound = await open({ MONTHLY_USD: '5' });
		await bound.setup.setLimits({ findLocal: false });
		const { limits } = await (await open()).setup.read();
		expect(limits.monthlyUsd).toEqual({ value: null, locked: false });
		expect(limits.findLocal.value).toBe(false);
	});
	it('a model of unknown price is not asked under a cap, until its price is given', async () => {
		const { setup, purse, ledger } = await open();
		const { id } = await setup.add({ ...deepseek, model: 'new-one' });
		await setup.setLimits({ monthlyUsd: 1 });
		await ledger.tested(call({ key: 'a', requested: 'deepseek/new-one' }), Date.now());
		expect(await purse.lacks('deepseek/new-one')).toContain('price of the model is not known');
		await setup.change(id, { price: { input: 1, cached: 1, output: 1 } });
		expect(await purse.lacks('deepseek/new-one')).toBeNull();
	});
});

describe('before a run', () => {
	const noon = Date.parse('2026-11-24T12:00:00Z');
	const peak = Date.parse('2026-11-24T09:30:00Z');
	it('cheaper hours are waited for where asked, and only where a model in use has some', async () => {
		const { connections, limits, setup } = await open();
		const offPeak = (at: number) => createOffPeak({ connections, limits, now: () => at });
		const question = {
			...{ text: 'q', effort: 'quick' as const, language: 'en', limits: {} },
			...{ scope: { allow: [], deny: [], urls: [] }, waitOffPeak: true }
		};
		expect(offPeak(peak).restOf(question)).toBeNull();
		await setup.add(deepseek);
		expect(offPeak(peak).restOf(question)).toEqual({
			until: peak + 30 * 60_000,
			why: "waits for DeepSeek's off-peak hours"
		});
		expect(offPeak(noon).restOf(question)).toBeNull();
		expect(offPeak(peak).restOf({ ...question, waitOffPeak: false })).toBeNull();
		expect(offPeak(noon).now()).toEqual({ provider: 'DeepSeek', until: null, byDefault: false });
		await setup.setLimits({ waitOffPeak: true });
		expect(offPeak(peak).byDefault()).toBe(true);
	});
	it('its tokens and money are estimated from the models in use', async () => {
		const { connections, ledger, setup } = await open();
		const estimates = estimating({ connections, ledger, now: () => noon });
		expect(await estimates()).toBeNull();
		await setup.add(deepseek);
		const quick = (await estimates())?.quick;
		expect(quick).toMatchObject({ runs: 0, tokens: 60_000 });
		expect(quick?.usd).toBeCloseTo((48_000 * 0.15 + 12_000 * 0.6) / 1e6, 9);
		const dear = estimating({ connections, ledger, now: () => peak });
		expect((await dear())?.quick.usd).toBeCloseTo((2 * (48_000 * 0.15 + 12_000 * 0.6)) / 1e6, 9);
	});
});
