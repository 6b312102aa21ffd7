import { describe, expect, it } from 'vitest';
import { strayOwner } from './owners.ts';
import { swappedHan } from './swapped-han.ts';

describe('whose number it is', () => {
	const results =
		'Northwind reported revenue of $4.83 billion for the third quarter, up 12 percent from a year earlier, while net income fell to $310 million.';
	const rice =
		'Rice imports rose 8 percent to 3.4 million tonnes, while exports were flat at 1.1 million tonnes.';
	const trial =
		'Mortality was lower in the early-surgery group (4.1%) than in the delayed-surgery group (6.3%).';
	const dam = 'At least 240 people were killed and more than 1,500 injured when the dam collapsed.';
	const bank = '该行不良贷款率为1.27%，拨备覆盖率为305.4%，资本充足率为14.8%。';
	const firm = '该公司实现营业收入482.6亿元，同比增长6.8%；归母净利润31.5亿元，同比下降12.4%。';

	const creditors =
		'The senior bondholders will recover 62 cents on the dollar, and junior creditors 9 cents.';
	const flaw = 'The flaw affects versions 0.68 through 0.80 and was fixed in 0.81.';

	it.each([
		["Northwind's net income rose 12 percent to $310 million.", results, '12 percent'],
		["Northwind's revenue rose 12 percent to about $4.8 billion.", results, null],
		["Northwind's net income declined to $310 million.", results, null],
		['Rice exports rose 8 percent to 3.4 million tonnes.', rice, '3.4 million tonnes'],
		['Exports stood at 1.1 million tonnes; rice imports grew 8 percent.', rice, null],
		['Mortality was 6.3% with early surgery and 4.1% with delayed surgery.', trial, '6.3%'],
		['Mortality was 4.1% with early surgery and 6.3% with delayed surgery.', trial, null],
		["The dam's collapse killed more than 1,500 people.", dam, '1,500'],
		["The dam's collapse killed at least 240 people and injured over 1,500.", dam, null],
		['Junior creditors will recover 62 cents on the dollar.', creditors, '62 cents'],
		['Senior bondholders get back 62 cents, junior creditors 9 cents.', creditors, null],
		['The flaw affects versions 0.68 to 0.80; version 0.81 fixes it.', flaw, null],
		['该公司营业收入和净利润分别为482.6亿元和31.5亿元。', firm, null],
		['该行不良贷款率为14.8%。', bank, '14.8%'],
		['该行资本充足率14.8%，不良贷款率1.27%。', bank, null],
		['该公司归母净利润同比增长6.8%。', firm, '6.8%'],
		['该公司归母净利润同比下降12.4%，为31.5亿元；营收增长6.8%。', firm, null]
	])('%s', (sentence, quote, stray) => {
		expect(strayOwner(sentence, quote)).toBe(stray);
	});

	it('is not asked where the quote has one number, or the other script', () => {
		expect(strayOwner('Exports rose 8 percent.', 'Imports rose 8 percent.')).toBeNull();
		expect(strayOwner('Exports rose 8 percent.', firm)).toBeNull();
	});
});

describe('pieces that changed places in Chinese', () => {
	it.each([
		['该公司指控谷歌侵犯其两项专利。', '谷歌指控该公司侵犯其两项专利。'],
		['库曼以35亿美元收购了华星公司。', '华星公司以35亿美元收购了库曼，成为股东。'],
		['与高剂量组相比，安慰剂组的发生率更高。', '与安慰剂相比，高剂量组的发生率更高。'],
		['补贴退坡短期内有利于发展，但长期会影响销量。', '补贴退坡短期内会影响销量，但长期有利于发展。']
	])('%s', (sentence, quote) => {
		expect(swappedHan(sentence, quote)).not.toBeNull();
		expect(swappedHan(quote, quote)).toBeNull();
	});

	it.each([
		['论文发表于《昆虫学报》。', '研究团队在《昆虫学报》发表论文。'],
		['德国和法国签署了协议。', '法国和德国签署了协议。'],
		['用水量减少约20%，而产量比对照增加8%。', '产量比对照增加8%，而用水量减少约两成。'],
		['库曼被华星公司收购。', '华星公司收购了库曼。']
	])('may be told in another order: %s', (sentence, quote) => {
		expect(swappedHan(sentence, quote)).toBeNull();
	});
});
