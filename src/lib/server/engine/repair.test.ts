import { describe, expect, it } from 'vitest';
import { malformed } from './check/form.ts';
import { narrower } from './repair.ts';

describe('a sentence without its later clauses', () => {
	it.each([
		[
			'The bridge opened in June 2019, and the ferry was sold.',
			['The bridge opened in June 2019.']
		],
		['大桥于2019年6月通车，渡轮售出。', ['大桥于2019年6月通车。']],
		['The plan, which would have cost $40 million, was rejected.', []],
		// Without its condition, its exception or what its denial is about it would say more.
		['The minister said the tax would rise, but only if growth exceeds 3 percent.', []],
		['The firm did not close the plant because it lost money, but because of a fire.', []],
		[
			'It is not true that the bank failed because of fraud; regulators blamed losses.',
			['It is not true that the bank failed because of fraud.']
		],
		[
			'Sales fell in all of the regions, with the exception of Asia, and profits halved.',
			['Sales fell in all of the regions, with the exception of Asia.']
		],
		['该药对成年人安全有效，但不适用于孕妇和儿童。', []],
		['美国将于8月1日起加征关税，除非欧盟取消反制措施。', []]
	])('%s', (sentence, heads) => {
		expect(narrower(sentence)).toEqual(heads);
	});

	it('is no Chinese clause that waits for another', () => {
		for (const clause of [
			'除非欧盟在周五前取消反制措施。',
			'无论利率是否下降。',
			'据三名不愿具名的知情人士透露。',
			'该公司副总裁李明在昨日的发布会上表示。'
		])
			expect(malformed(clause, clause)).not.toBeNull();
		for (const whole of ['对此他没有表示。', '没有证据表明毒性增强，专家表示。'])
			expect(malformed(whole, whole)).toBeNull();
	});
});
