import { describe, expect, it } from 'vitest';
import type { ModelCall } from '../../research/run.ts';
import { formsOf } from './forms.ts';

const PROMPT = 'evidence@3';
const call = (
	key: string,
	told: Pick<ModelCall, 'shape' | 'outcome'> & { prompt?: string; note?: string }
) => ({ key, prompt: PROMPT, requested: 'm', ...told }) as ModelCall;
/** A question that was answered in lines only. */
const climbed = (name: string, prompt = PROMPT, note = 'it was not a JSON object.') => [
	call(`${name} #1`, { shape: 'json', outcome: 'invalid', prompt, note }),
	call(`${name} #2`, { shape: 'json', outcome: 'invalid', prompt, note }),
	call(`${name} #3`, { shape: 'text', outcome: 'ok', prompt })
];
const rungs = (calls: readonly ModelCall[], prompt = 'evidence@3') =>
	formsOf({ id: 'm', shape: 'json' }, { calls, prompt });

describe('the forms in which a model is asked', () => {
	it('are its connection’s, and lines at last', () => {
		expect(rungs([])).toEqual(['json', 'json', 'text']);
		expect(formsOf({ id: 'm', shape: 'text' }, { calls: [], prompt: 'p' })).toEqual([
			'text',
			'text'
		]);
	});
	it('are lines at once where JSON was never understood', () => {
		expect(rungs(climbed('a'))).toEqual(['json', 'json', 'text']);
		const twice = [...climbed('a'), ...climbed('b', 'section@1')];
		expect(rungs(twice)).toEqual(['text', 'text']);
		expect(formsOf({ id: 'other', shape: 'json' }, { calls: twice, prompt: 'evidence@3' })).toEqual(
			['json', 'json', 'text']
		);
	});
	it('stay JSON where what was said in it was no good, and not how', () => {
		const copies = 'all are copies. Change the order of the parts and the verbs.';
		expect(rungs([...climbed('a', PROMPT, copies), ...climbed('b', PROMPT, copies)])).toEqual([
			'json',
			'json',
			'text'
		]);
	});
	it('stay JSON for the questions that are understood in it', () => {
		const calls = [
			...climbed('a'),
			...climbed('b'),
			call('s #1', { shape: 'json', outcome: 'ok', prompt: 'section@1' })
		];
		expect(rungs(calls)).toEqual(['text', 'text']);
		expect(rungs(calls, 'section@1')).toEqual(['json', 'json', 'text']);
		expect(rungs([...calls, call('c #1', { shape: 'json', outcome: 'ok' })])).toEqual([
			'json',
			'json',
			'text'
		]);
	});
});
