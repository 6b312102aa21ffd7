import { describe, expect, it } from 'vitest';
import { denialAgainst, reversalAgainst } from './polarity.ts';
import { exaggeration, overstatement } from './strength.ts';

const denied = (sentence: string, quote: string) =>
	denialAgainst(sentence, { quote, around: quote })?.sure ?? false;

describe('denials', () => {
	it.each([
		[
			'The treaty was only ratified by the Estates a year later.',
			'The treaty was not ratified by the Estates until the following year.',
			false
		],
		[
			'The treaty was ratified by the Estates at once.',
			'The treaty was not ratified by the Estates until the following year.',
			true
		],
		[
			'Three of the committee members opposed the merger.',
			'Not all members of the committee supported the merger; three opposed it.',
			false
		],
		[
			'Mortality was significantly lower after early surgery.',
			'Mortality was lower after early surgery, but the difference was not significant.',
			true
		],
		['Juniors get at most 9 cents.', 'Juniors get no more than 9 cents.', false],
		['目前没有证据显示病毒经食物传播。', '尚无证据表明病毒可通过食物传播。', false],
		['有证据表明病毒可通过食物传播。', '尚无证据表明病毒可通过食物传播。', true],
		['手术组的总生存率显著更高。', '两组总生存率无显著差异。', true],
		['没有一名民主党议员投赞成票。', '民主党议员无一人投赞成票。', false]
	])('%s / %s', (sentence, quote, against) => {
		expect(denied(sentence, quote)).toBe(against);
	});

	it('tells what was decided from the votes against it', () => {
		const quote = '国会以216票赞成、212票反对通过了该法案。';
		expect(reversalAgainst('国会以216票赞成、212票反对否决了该法案。', quote)?.sure).toBe(true);
		expect(reversalAgainst('国会以216票对212票通过了该法案。', quote)).toBeNull();
	});
});

describe('what is said of some', () => {
	it.each([
		[
			'None of the reactors were completed.',
			'Most of the reactors were never completed.',
			'None of'
		],
		[
			'Most of the reactors were never finished.',
			'Most of the reactors were never completed.',
			null
		],
		['所有成员国都反对该提案。', '并非所有成员国都支持该提案，德国反对。', '所有']
	])('%s', (sentence, quote, stronger) => {
		expect(exaggeration(sentence, quote)).toBe(stronger);
	});
});

describe('hedges and superlatives in other words', () => {
	it.each([
		['公司最早或于明年上半年上市。', '公司可能最早于明年上半年上市。'],
		['财政部否认会上调印花税。', '财政部否认将上调印花税。']
	])('%s', (sentence, quote) => {
		expect(overstatement(sentence, quote)).toBeNull();
	});

	it('knows "之列" as "之一"', () => {
		const quote = '大桥是世界上最长的跨海大桥之一。';
		expect(exaggeration('大桥属世界最长的跨海大桥之列。', quote)).toBeNull();
		expect(exaggeration('大桥是世界上最长的跨海大桥。', quote)).toBe('最长');
	});
});
