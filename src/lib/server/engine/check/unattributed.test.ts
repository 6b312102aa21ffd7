import { describe, expect, it } from 'vitest';
import { lostSayer } from './unattributed.ts';

const port = 'The union said that the port lost a third of its cargo, and ferries run again.';
const war = '总统兰德说，对方发起的行动已在战场上破产，战争正逐渐回到其本土。';

describe('what the quote leaves to somebody', () => {
	it.each([
		['The port lost a third of its cargo.', port, /union/u],
		['Cargo fell by a third.', '“Cargo fell by a third,” said Ada Moe.', /Ada Moe/u],
		['Taxes will rise.', 'According to the opposition, taxes will rise.', /opposition/u],
		['对方发起的行动已在战场上破产。', war, /兰德/u],
		[
			'北海海军在西南水域向货船开火示警。',
			'据海通社报道，北海国防部8月13日称，北海海军一艘战舰当天在西南水域向一艘货船开火示警。',
			/国防部/u
		]
	])('may not be said as a fact: %s', (sentence, quote, sayer) => {
		expect(lostSayer(sentence, quote)).toMatch(sayer);
	});

	it.each([
		['According to the union, the port lost a third of its cargo.', port],
		['The union puts the loss of cargo at a third.', port],
		['Ferries run again.', port],
		['总统兰德说，战争正回到其本土。', war],
		['中方军舰抵达北港。', '据报道，中方军舰28日上午抵达北港。'],
		['市防指启动应急响应。', '市防指宣布启动应急响应，学校停课。']
	])('may be said so: %s', (sentence, quote) => {
		expect(lostSayer(sentence, quote)).toBeNull();
	});
});
