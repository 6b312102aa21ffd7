import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readConfig, SETTING_NAMES } from '../src/lib/server/config.ts';
import { searchers } from '../src/lib/server/providers/catalogue.ts';

const read = (file: string) => readFileSync(path.join(import.meta.dirname, '..', file), 'utf8');

it('every setting stands in .env.example and in the documentation, and nothing else in .env.example', () => {
	const listed = [...read('.env.example').matchAll(/^([A-Z_]+)=/gmu)].map((match) => match[1]);
	expect([...listed].sort()).toEqual([...SETTING_NAMES].sort());
	const documented = read('docs/configuration.md');
	expect(SETTING_NAMES.filter((name) => !documented.includes(`\`${name}\``))).toEqual([]);
});

it('every setting of a search engine is read', () => {
	for (const { name, settings, needs } of searchers) {
		const shape = (settings as unknown as { shape: Record<string, unknown> }).shape;
		const names = [...Object.keys(shape), ...needs];
		expect({ name, missing: names.filter((each) => !SETTING_NAMES.includes(each)) }).toEqual({
			name,
			missing: []
		});
	}
});

it('an address of a model with a secret in it is refused, without repeating it', () => {
	const read = (address: string) => {
		try {
			readConfig({ MODEL_BASE_URL: address, MODEL_NAME: 'm' });
			return '';
		} catch (error) {
			return error instanceof Error ? error.message : 'something else';
		}
	};
	expect(read('https://models.example.org/v1')).toBe('');
	for (const address of [
		'https://me:topsecret@x.example.org/v1',
		'https://x.test/v1?key=topsecret'
	]) {
		expect(read(address)).toContain('MODEL_BASE_URL: must have no user name');
		expect(read(address)).not.toContain('topsecret');
	}
});
