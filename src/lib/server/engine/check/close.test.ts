import { describe, expect, it } from 'vitest';
import { strayWording } from './close.ts';

const film =
	'Marenta is a 1958 film directed by Ugo Bellini, with a script by Franco Testa, who was banned in 1961.';
const payroll =
	'If you want a complete, reliable answer, Fairpay deserves a closer look, because it runs payroll for small firms.';
const storm = '据北川市29日消息，沿海各港口、码头一律关闭，在建工地全部停工，学校停课。';

describe('wordings that code can follow', () => {
	it.each([
		['Ugo Bellini directed the 1958 film Marenta.', film],
		['The script of Marenta was by Franco Testa, who was banned in 1961.', film],
		['Fairpay runs payroll for small firms.', payroll.replace('it runs', 'Fairpay runs')],
		['学校停课，在建工地全部停工。', storm],
		['学校停课，沿海各港口一律关闭。', storm]
	])('%s', (sentence, quote) => {
		expect(strayWording(sentence, quote)).toBeNull();
	});
});

describe('wordings that it cannot', () => {
	it.each([
		['It is a film directed by Ugo Bellini.', film, /name who or what/u],
		['Ugo Bellini, who was banned in 1961, directed Marenta.', film, /belong together/u],
		['Fairpay wants a reliable answer.', payroll, /belong together/u],
		['Fairpay moves money abroad at night for large banks.', payroll, /does not say/u],
		['Fairpay runs payroll; Fairpay runs payroll for firms.', payroll, /twice/u],
		['At her firm Fairpay runs payroll.', payroll, /instead of/u],
		['海各港口、码头一律关闭。', storm, /cuts a word/u],
		['关于俄罗粮食的备忘录。', '关于俄罗斯粮食出口的备忘录。', /cuts a word/u],
		['在建工地全部停工，商店打烊。', storm, /does not say "商店打烊"/u],
		['Schools are closed.', storm, /another language/u]
	])('%s', (sentence, quote, why) => {
		expect(strayWording(sentence, quote)).toMatch(why);
	});
});
