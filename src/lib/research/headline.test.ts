import { expect, it } from 'vitest';
import { headlineOf } from './headline.ts';

it('a question of a few lines is told whole, a page of it by its beginning', () => {
	expect(headlineOf('Who designed the bridge?')).toBe('Who designed the bridge?');
	const long = headlineOf('Who designed the bridge? '.repeat(100));
	expect(long).toMatch(/^Who designed .* …$/u);
	expect(long.length).toBeLessThanOrEqual(242);
	expect(long).not.toMatch(/\s\s/u);
});

it('a text without spaces is cut between two characters, never within one', () => {
	expect(headlineOf('桥'.repeat(500))).toBe(`${'桥'.repeat(240)} …`);
	expect(headlineOf(`a${'𠮷'.repeat(300)}`).isWellFormed()).toBe(true);
});
