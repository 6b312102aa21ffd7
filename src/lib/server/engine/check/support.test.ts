import { describe, expect, it } from 'vitest';
import { bandOf, checkSupport, isFraming, supportScore, type CheckName } from './support.ts';

const ground = (
	quote: string,
	more: { title?: string; site?: string; publishedAt?: string } = {}
) => ({
	...{ quote, around: quote, title: '', site: '', author: null, publishedAt: null },
	...more
});
/** The names of the checks that failed. */
const failed = (sentence: string, quote: string, more = {}) =>
	checkSupport(sentence, [ground(quote, more)])
		.filter(({ outcome }) => outcome === 'fail')
		.map(({ name }) => name);
const outcome = (name: CheckName, sentence: string, quote: string) =>
	checkSupport(sentence, [ground(quote)]).find((one) => one.name === name)?.outcome;

describe('numbers', () => {
	const quote = 'The port handled 4.82 million tonnes, some 3,900 ships and 310 megawatts.';
	it.each([
		['The port handled 4.8 million tonnes.', true],
		['The port handled 4,820,000 tonnes.', true],
		['The port handled 4,820 thousand tonnes.', true],
		['The port handled nearly 5 million tonnes.', true],
		['The port handled more than 5 million tonnes.', false],
		['The port handled 4.7 million tonnes.', false],
		['The port handled 4.82 billion tonnes.', false],
		['The port handled 4.82 million euros.', false],
		['The port handled 0.31 gigawatts.', true]
	])('%s %s', (sentence, fine) => {
		expect(outcome('V2 numbers', sentence, quote)).toBe(fine ? 'pass' : 'fail');
	});

	it.each([
		['吞吐量约为0.48亿吨', '吞吐量4820万吨', true],
		['最高罚款50万元', '最高罚款五十万元', true],
		['近三分之一', '接近33%', true],
		['用水减少约20%', '用水减少约两成', true],
		['施工历时九年', '施工历时七年', false],
		['收入128.6亿美元', '收入128.6亿元', false],
		['共有74座墓葬', '共有墓葬47座', false]
	])('%s / %s', (sentence, own, fine) => {
		expect(outcome('V2 numbers', sentence, own)).toBe(fine ? 'pass' : 'fail');
	});

	it('takes the union of the quotes and names what is missing', () => {
		const two = [ground('It has 12 rooms.'), ground('It has 40 windows.')];
		expect(checkSupport('It has 12 rooms and 40 windows.', two)[0]?.outcome).toBe('pass');
		expect(checkSupport('It has 12 rooms and 50 windows.', two)[0]?.note).toContain('"50"');
	});
});

describe('dates', () => {
	it.each([
		['It opened in March 2022.', 'It opened on 14 March 2022.', true],
		['It opened in 2022.', 'It opened on 2022-03-14.', true],
		['It opened on 15 March 2022.', 'It opened on 14 March 2022.', false],
		['It opened on 14 March 2022.', 'It opened in March 2022.', false],
		['It opened on Thursday.', 'It opened on Tuesday.', false],
		['In the 1880s it closed.', 'It closed in 1884.', true],
		['In the first half of 2024 it grew.', '2024年1月至6月', true],
		['2022年9月开通', '于2022年9月28日开通', true],
		['2021年开通', '于2022年9月28日开通', false],
		['下半年收入增长', '上半年收入增长', false]
	])('%s / %s', (sentence, quote, fine) => {
		expect(outcome('V2 dates', sentence, quote)).toBe(fine ? 'pass' : 'fail');
	});

	it('resolves "last year" by the date of the source', () => {
		const quote = 'The mill closed last year.';
		expect(failed('The mill closed in 2023.', quote, { publishedAt: '2024-05-01' })).toEqual([]);
		expect(failed('The mill closed in 2022.', quote, { publishedAt: '2024-05-01' })).toEqual([
			'V2 dates'
		]);
	});
});

describe('names and codes', () => {
	it.each([
		['The WHO found it.', 'The World Health Organization found it.', true],
		['The World Health Organization found it.', 'The WHO found it.', true],
		['Karin Holm found it.', 'Maria Lind found it.', false],
		['It affects CVE-2031-4417.', 'It affects CVE-2031-4471.', false],
		['See doi 10.5555/ab.118.', 'See doi 10.5555/ab.118 for it.', true],
		['Under section 42B it is due.', 'Under section 47B it is due.', false],
		[
			'Orbitel bought Kelvane in cash yesterday.',
			'Kelvane bought Orbitel in cash yesterday.',
			false
		],
		['小说《雨中灯》出版', '小说《雾中桥》出版', false],
		['松溪大学成立', '青岚大学成立', false],
		['第二十八条规定', '第十八条规定', false]
	])('%s / %s', (sentence, quote, fine) => {
		const found = failed(sentence, quote).filter((name) => /names|numbers/u.test(name));
		expect(found.length === 0).toBe(fine);
	});

	it('finds a name in the title or the site of the source', () => {
		const quote = 'The mill burned down at night.';
		expect(failed('The mill burned down, Reuters says.', quote, { site: 'Reuters' })).toEqual([]);
		expect(failed('The mill burned down, Reuters says.', quote)).toContain('V2 names');
	});
});

describe('polarity, modality, superlatives, attribution', () => {
	it.each<[CheckName, string, string]>([
		['V2 polarity', 'The drug reduced deaths.', 'The drug did not reduce deaths.'],
		['V2 polarity', 'The drug did not reduce deaths.', 'The drug reduced deaths.'],
		['V2 polarity', 'Exports fell by a third.', 'Exports rose by a third.'],
		['V2 polarity', 'The fund understated its assets.', 'The fund overstated its assets.'],
		['V2 polarity', '该药物延长了生存时间', '该药物没有延长生存时间'],
		['V2 polarity', '产量下降', '产量增长'],
		['V2 modality', 'The firm will build a plant.', 'The firm may build a plant.'],
		['V2 modality', 'The firm built a plant.', 'The firm plans to build a plant.'],
		['V2 modality', '公司已在泰国建成工厂', '公司计划在泰国建设工厂'],
		['V2 superlatives', 'It is the oldest store.', 'It is one of the oldest stores.'],
		['V2 superlatives', 'All studies found gains.', 'Most studies found gains.'],
		['V2 superlatives', '这是世界最大的桥', '这是亚洲最大的桥'],
		['V2 attribution', 'According to the maker, it works.', 'It works, the board said.'],
		['V2 attribution', '据出版社介绍，新书上市', '作者说，新书上市']
	])('%s: %s / %s', (name, sentence, quote) => {
		expect(failed(sentence, quote)).toContain(name);
		expect(failed(quote, quote)).toEqual([]);
	});

	it('does not pass a direction that the quotes do not give', () => {
		const quote = 'Exports earned 12 million, against 10 million a year earlier.';
		expect(outcome('V2 polarity', 'Exports rose to 12 million.', quote)).toBe('not-run');
	});
});

describe('the quote itself', () => {
	it.each([
		'A 5G network and PIC16F5xx parts came in the 1880s, not after 1998-2002.',
		'20世纪80年代以来，公司在1998-2002年没有增长，约三成工厂关闭。',
		'Foresters do not expect it to kill more than a third of the oldest trees, the board may say.'
	])('passes every check: %s', (quote) => {
		const open = checkSupport(quote, [ground(quote)]).filter((one) => one.outcome !== 'pass');
		expect(open).toEqual([]);
	});
});

describe('lexical support', () => {
	it('gives 1 to the quote itself, next to nothing to another subject', () => {
		const quote = 'Otters returned to the lake because the water is cleaner.';
		expect(supportScore(quote, [ground(quote)])).toBeCloseTo(1);
		expect(bandOf(supportScore('Bankers met to discuss bonds.', [ground(quote)]))).toBe('fail');
		expect(bandOf(supportScore('湖水变清，水獭回来了', [ground('湖水变清，水獭回来了')]))).toBe(
			'pass'
		);
	});

	it('is not run without quotes, nor across scripts, while numbers still are', () => {
		expect(
			checkSupport('It rose.', [])
				.slice(2)
				.every((one) => one.outcome === 'not-run')
		).toBe(true);
		const across = checkSupport('产量为12万吨', [ground('Output was 130,000 tonnes.')]);
		expect(across[0]?.outcome).toBe('fail');
		expect(across.at(-1)?.outcome).toBe('not-run');
		expect(supportScore('', [ground('x')])).toBe(0);
	});
});

describe('framing', () => {
	it.each([
		['This section looks at the two approaches.', true],
		['The following compares Kelvane with its rivals.', true],
		['Heat pumps are noisier than boilers.', false],
		['Otters eat fish and small birds.', false],
		['Orbitel sells more.', false],
		['It was founded in 1908.', false],
		['The change caused delays.', false],
		['本节介绍主要做法。', true],
		['该政策导致价格上升。', false]
	])('%s %s', (sentence, framing) => {
		expect(isFraming(sentence, 'How does Kelvane compare?')).toBe(framing);
	});
});
