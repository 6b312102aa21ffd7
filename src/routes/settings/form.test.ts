/** What the settings page's forms are read as: a number is never another one, and half a price is none. */
import { describe, expect, it } from 'vitest';
import { ConnectionBody, LimitsBody, readSetting } from '../../lib/research/settings.ts';
import { connectionOf, limitsOf } from './form.ts';

const formOf = (fields: Readonly<Record<string, string>>) => {
	const form = new FormData();
	for (const [name, value] of Object.entries(fields)) form.set(name, value);
	return form;
};
const connection = (fields: Readonly<Record<string, string>>) => {
	const whole = { name: 'x', baseUrl: 'https://x.example.org/v1', model: 'm', ...fields };
	return readSetting(connectionOf(formOf(whole)), ConnectionBody);
};

describe('numbers of the settings page', () => {
	it('grouped by thousands are read so; a comma before a fraction is asked about, not passed over', () => {
		expect(connection({ context: '32,768' })).toMatchObject({ value: { context: 32_768 } });
		const price = { 'price-input': '0,15', 'price-output': '0,60' };
		expect(connection(price)).toHaveProperty('problem');
		expect(readSetting(limitsOf(formOf({ monthlyUsd: '5,50' })), LimitsBody)).toHaveProperty(
			'problem'
		);
	});
	it('half a price is refused: what was left out is not free', () => {
		expect(connection({ 'price-input': '0.15' })).toMatchObject({
			problem: 'price.output: must be a number of dollars a million tokens'
		});
		expect(connection({ 'price-input': '0.15', 'price-output': '0.6' })).toMatchObject({
			value: { price: { input: 0.15, cached: 0.15, output: 0.6 } }
		});
		expect(connection({})).toMatchObject({ value: { price: null } });
	});
});
