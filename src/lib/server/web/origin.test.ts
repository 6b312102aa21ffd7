import { describe, expect, it } from 'vitest';
import { originOf } from './origin.ts';

const agencyOf = (text: string, author: string | null = null) =>
	originOf({ url: 'https://news.paper.example.co.uk/a', text, author }).agency;

describe('the agency a page credits', () => {
	it.each([
		['OSTMARCH (Reuters) - The bridge closes.', 'Reuters'],
		['OSTMARCH, May 3 (AP) — The bridge closes.', 'AP'],
		['新华社北京5月3日电（记者王某）大桥关闭。', 'Xinhua'],
		['中新网上海5月3日电 大桥关闭。', 'China News Service'],
		['大桥关闭。\n来源：人民日报', "People's Daily"],
		['Bridge closes\nSource: AFP', 'AFP'],
		['The bridge closes, Reuters reported on Tuesday.', null],
		['据新华社报道，大桥关闭。', null],
		['A REUTERSHOF in Ostmarch burned.', null]
	])('%s', (text, agency) => {
		expect(agencyOf(text)).toBe(agency);
	});
	it('is read from the byline', () => {
		expect(agencyOf('The bridge closes.', 'Associated Press')).toBe('AP');
		expect(agencyOf('The bridge closes.', 'Ann Reuters')).toBeNull();
	});
});

it('gives the registrable domain, and the host where there is none', () => {
	const domainOf = (url: string) => originOf({ url, text: '', author: null }).domain;
	expect(domainOf('https://news.paper.co.uk/a')).toBe('paper.co.uk');
	expect(domainOf('https://ann.github.io/a')).toBe('ann.github.io');
	expect(domainOf('http://127.0.0.1:80/a')).toBe('127.0.0.1');
});
