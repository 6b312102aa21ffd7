import { describe, expect, it } from 'vitest';
import { strayAgent, strayHolder } from './agents.ts';
import { strayDates } from './dates.ts';
import { unbound } from './governed.ts';

describe('words that bound what they stand before', () => {
	const plants =
		'Before moving a fern, check the soil. A fern may tolerate shade, more light may be wanted for growth.';
	it.each([
		['Check the soil before moving a fern.', plants, null],
		['Check the soil after moving a fern.', plants, 'after moving a fern'],
		['A fern may tolerate shade, more light is wanted for growth.', plants, 'may be wanted for'],
		['A fern may tolerate shade, and more light could be wanted.', plants, null],
		[
			'Filming involves pointing a camera.',
			'Filming involves a lot more than just pointing a camera.',
			'more than just pointing a camera'
		],
		[
			'Filming is more than just pointing a camera.',
			'Filming involves a lot more than just pointing a camera.',
			null
		],
		[
			'Lumen is the unit they print.',
			'They print a unit such as lumen or watt.',
			'such as lumen or watt'
		],
		['They print lumen or watt.', 'They print a unit such as lumen or watt.', null],
		['The firm hired staff.', 'The firm bought robots instead of staff.', 'instead of staff'],
		['The firm bought robots, not staff.', 'The firm bought robots instead of staff.', null],
		['The town voted without a debate.', 'The town voted without a debate.', null],
		['学校在8月1日后停课。', '学校在8月1日前停课。', '1日后'],
		['学校在8月1日之前停课。', '学校在8月1日前停课。', null],
		['海平面自1900年以来上升。', 'Sea levels have risen since 1900.', null]
	])('%s', (sentence, quote, wanted) => {
		expect(unbound(sentence, quote)).toBe(wanted);
	});
});

describe('who did it', () => {
	const film = 'Marenta is a 1958 film directed by Ugo Bellini, with a script by Franco Testa.';
	it.each([
		["Franco Testa directed Ugo Bellini's 1958 film Marenta.", film, 'Franco Testa (Ugo Bellini)'],
		['Ugo Bellini directed Marenta.', film, null],
		['Marenta was directed by Franco Testa.', film, 'Franco Testa (Ugo Bellini)'],
		['Max Muster was painted by Anna Example.', 'Anna Example painted Max Muster.', null],
		[
			'Anna Example was painted by Max Muster.',
			'Anna Example painted Max Muster.',
			'Max Muster (Anna Example)'
		]
	])('%s', (sentence, quote, wanted) => {
		expect(strayAgent(sentence, quote)).toBe(wanted);
	});
});

describe('whom it tells of', () => {
	const bride = 'Anna of Ostmarch was the consort of Velden, where Velden Castle stands.';
	it.each([
		['Ostmarch was the consort of Velden.', bride, 'Ostmarch'],
		['Anna of Ostmarch was the consort of Velden.', bride, null],
		['Velden Castle is in Velden.', bride, null],
		['Norden was quiet.', bride, null]
	])('%s', (sentence, quote, wanted) => {
		expect(strayHolder(sentence, quote)).toBe(wanted);
	});
});

it('an hour belongs to its day', () => {
	const pool = ['据7月29日消息，全市7月27日18时起停课，至7月30日8时。'];
	const stray = (sentence: string) => strayDates(sentence, { pool, published: [] });
	expect(stray('全市7月29日18时起停课。')).toEqual(['29日18时']);
	expect(stray('全市7月27日18时起停课。')).toEqual([]);
});
