import { EventTarget } from 'linkedom';
import { expect, it } from 'vitest';
import { parseDocument } from './dom.ts';

const PAGE =
	'<!doctype html><html><body><p id="a" class="b c">One <b>two</b></p><p>three</p></body></html>';

it('reads as linkedom reads', () => {
	const document = parseDocument(PAGE);
	expect([...document.querySelectorAll('p')].map((p) => p.textContent)).toEqual([
		'One two',
		'three'
	]);
	expect(document.querySelector('.c')?.getAttribute('id')).toBe('a');
	document.querySelector('b')?.remove();
	expect(document.body.innerHTML).toBe('<p id="a" class="b c">One </p><p>three</p>');
});

it('spares every node its map of listeners, so that a new linkedom that is built otherwise is noticed', () => {
	const element = parseDocument(PAGE).createElement('p');
	expect(element).toBeInstanceOf(EventTarget);
	expect(() => element.addEventListener('click', () => undefined)).toThrow(TypeError);
});
