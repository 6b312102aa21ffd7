import { describe, expect, it } from 'vitest';
import { malformed } from './form.ts';
import { lostModifier } from './modifiers.ts';
import { orderIn } from './orders.ts';
import { lostSubject } from './subject.ts';

describe('the subject', () => {
	const quote = 'An Evening (Večer) is a 1971 Yugoslav short film directed by Lordan Kovač.';
	it.each([
		['A new film is a Yugoslav short film directed by Lordan Kovač.', 'An Evening (Večer)'],
		['It is a Yugoslav short film directed by Lordan Kovač.', 'An Evening (Večer)'],
		['An Evening is a Yugoslav short film.', null],
		['Lordan Kovač directed a Yugoslav short film in 1971.', null],
		['The Yugoslav short film was directed by Lordan Kovač.', null]
	])('%s', (sentence, lost) => {
		expect(lostSubject(sentence, { quote, title: 'An Evening' })).toBe(lost);
	});

	it.each([
		['A plaque lists their names.', 'Osk Mill burned down in 1904. A plaque lists the dead.'],
		['A farmer found the hoard.', 'The Ashby hoard was found by a farmer in 2008.'],
		['It took five years to build.', 'Osk Bridge was built in five years.'],
		['Those who slept less fell ill.', 'People who slept less fell ill more often.']
	])('another thing that the quote brings in, or none: %s', (sentence, told) => {
		expect(lostSubject(sentence, { quote: told, title: 'Osk' })).toBeNull();
	});

	it.each([
		['一座石桥建于1788年。', '青石桥'],
		['青石桥建于1788年。', null],
		['村民在青石桥边种柳。', null]
	])('%s', (sentence, lost) => {
		const told = {
			quote: '青石桥是一座建于1788年的三孔石桥，桥边种有柳树。',
			title: ''
		};
		expect(lostSubject(sentence, told)).toBe(lost);
	});
});

describe('the form', () => {
	const quote =
		'Mara Venn was born in Lindow, a small oil town, and worked for the railway until 1931.';
	it.each([
		['Mara Venn was born in, a small oil town.', true],
		['Mara Venn worked for until 1931.', false], // not told: "for until" may stand
		['Mara Venn was born in the.', true],
		['Mara Venn worked worked for the railway.', true],
		['Mara Venn (born in Lindow worked for the railway.', true],
		['Mara Venn was **born** in Lindow.', true],
		['Mara Venn if you mean the railway.', true],
		['Mara Venn, a small oil town.', true],
		['Lindow is the small oil town that Mara Venn was born in.', false],
		['Lindow, where Mara Venn was born, is a small oil town.', false],
		['Until 1931 Mara Venn worked for the railway.', false]
	])('%s', (sentence, wrong) => {
		expect(malformed(sentence, quote) !== null).toBe(wrong);
	});

	it.each([
		['马岚出生于，一座小镇。', true],
		['马岚出生于于林渡。', true],
		['因为马岚出生在林渡。', true],
		['马岚生于《林渡。', true],
		['马岚出生于林渡，在铁路工作到1931年。', false]
	])('%s', (sentence, wrong) => {
		const told = '马岚出生于林渡镇，1931年以前在铁路部门工作。';
		expect(malformed(sentence, told) !== null).toBe(wrong);
	});

	it('leaves a quote as it is', () => {
		for (const text of [quote, 'He (she said twice twice.', '马岚《林渡的的。']) {
			expect(malformed(text, text)).toBeNull();
		}
	});
});

describe('modifiers', () => {
	it.each([
		['He worked in production.', 'He worked in pre-production for a year.', 'pre-production'],
		['He worked before production.', 'He worked in pre-production for a year.', null],
		['The mayor resigned.', 'The former mayor resigned from the board.', 'former mayor'],
		['The mayor resigned.', 'The former mayor told the mayor, who resigned.', null],
		['The ex-mayor resigned.', 'The former mayor resigned from the board.', null],
		['The governor signed it.', 'The deputy governor signed it on Monday.', 'deputy governor'],
		['Her career began in 1990.', 'Her acting career began in 1990.', null],
		['The head left.', 'The acting head left in June.', 'acting head'],
		['A and B founded it.', 'A and B co-founded it.', null],
		['A founded it.', 'A co-founded it in 1999.', 'co-founded'],
		['市长辞职。', '前市长辞职。', '前市长'],
		['前任市长辞职。', '前市长辞职。', null],
		['此前市长辞职。', '此前市长辞职。', null],
		['成年人可参加。', '未成年人可参加。', '未成年人']
	])('%s / %s', (sentence, quote, lost) => {
		expect(lostModifier(sentence, quote)).toBe(lost);
	});
});

describe('texts made to be slow', () => {
	const long = 'a'.repeat(4_000);
	it.each([
		['one word', `A ${long}( is it.`],
		['many words', `An ${'ab '.repeat(1_300)}( is it.`],
		['leads', `${'please, now, then, '.repeat(200)}§`],
		['commas', `If ${', x'.repeat(1_300)}, ${long}`],
		['quotation marks', `“${'" said '.repeat(500)}`],
		['modifiers', `${'former acting deputy '.repeat(200)}x`],
		['Chinese', `一座${'的了是在'.repeat(900)}`]
	])('%s', (_, text) => {
		orderIn(text);
		malformed(text, text);
		malformed(text, 'It is so.');
		lostModifier(text, text);
		expect(lostSubject(text, { quote: text, title: text })).toBeNull();
	});
});
