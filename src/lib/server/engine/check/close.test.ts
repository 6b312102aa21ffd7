import { describe, expect, it } from 'vitest';
import { strayWording } from './close.ts';

const film =
	'Marenta is a 1958 film directed by Ugo Bellini, with a script by Franco Testa, who was banned in 1961.';
const payroll =
	'If you want a complete, reliable answer, Fairpay deserves a closer look, because it runs payroll for small firms.';
const look = 'If you’re looking for a complete, reliable answer, Fairpay deserves a closer look.';
const duchess =
	'Mara of Vint (1242 – 1295), was Duchess of Arl, by marriage to Hugh IV, Duke of Arl. She was a daughter of Theo I of Vint and his third wife Ida of Norn.';
const storm = '据北川市29日消息，沿海各港口、码头一律关闭，在建工地全部停工，学校停课。';
const rules =
	'为保障市场稳定，总局对经营者提出“七不得”提醒告诫。六是不得价格欺诈，不得虚假标价。七是不得违反规定，扰乱秩序。';

describe('wordings that code can follow', () => {
	it.each([
		['Ugo Bellini directed the 1958 film Marenta.', film],
		['Marenta is a film directed by Ugo Bellini.', film],
		['Fairpay runs payroll for small firms.', payroll.replace('it runs', 'Fairpay runs')],
		['学校停课，在建工地全部停工。', storm],
		['学校停课，沿海各港口一律关闭。', storm],
		['学校停课，沿海各港口全部关闭。', storm],
		['六是不得价格欺诈。', rules],
		['为保障市场稳定，总局提出“七不得”提醒告诫。', rules],
		['市民尽量留在室内。', '全体市民尽可能留在室内，非必要不外出。']
	])('%s', (sentence, quote) => {
		expect(strayWording(sentence, quote)).toBeNull();
	});
});

describe('wordings that it cannot', () => {
	it.each([
		['It is a film directed by Ugo Bellini.', film, /name who or what/u],
		['The script of Marenta was by Ugo Bellini.', film, /belong together/u],
		['A script directed by Franco Testa was banned in 1961.', film, /not about|belong together/u],
		['Ugo Bellini, who was banned in 1961, directed Marenta.', film, /belong together/u],
		['Fairpay wants a reliable answer.', payroll, /belong together/u],
		['Fairpay are looking for a reliable answer.', look, /belong together/u],
		[
			'Ida ruled Marchioness of Arl.',
			'Ida (1510 – 1566), was ruling Marchioness of Arl.',
			/no verb/u
		],
		['Fairpay moves money abroad at night for large banks.', payroll, /does not say/u],
		['Fairpay runs payroll; Fairpay runs payroll for firms.', payroll, /twice/u],
		['At her firm Fairpay runs payroll.', payroll, /instead of/u],
		['Fairpay running payroll for small firms.', payroll, /no main verb|no verb of/u],
		[
			'The plants are hill plants.',
			'Where they come from, these plants are hill plants that hug the ground.',
			/say which "plant"/u
		],
		['A film by Ugo Bellini.', film, /no main verb/u],
		['In 1961, Marenta was directed by Ugo Bellini.', film, /1961/u],
		['The Duchess of Arl was Ida of Norn.', duchess, /not about|belong together/u],
		['七是不得价格欺诈。', rules, /"七" is not the number/u],
		['七不得虚假标价。', rules, /"七" is not the number/u],
		['为保障市场稳定，不得虚假标价。', rules, /leads to something else/u],
		['8月1日和9月2日，学校停课。', '8月1日工地停工。9月2日学校停课。', /8月1日/u],
		['10时，船只离港。', '10时许，全部船只离港。', /10时许/u],
		['学校全部停课，学校停课。', storm, /twice|cuts/u],
		['海各港口、码头一律关闭。', storm, /cuts a word/u],
		['北海军宣布退出协议后，学校停课。', '在北海宣布退出协议后，军方通知学校停课。', /海军/u],
		['关于俄罗粮食的备忘录。', '关于俄罗斯粮食出口的备忘录。', /cuts a word/u],
		['在建工地全部停工，商店打烊。', storm, /does not say "商店打烊"/u],
		['Schools are closed.', storm, /another language/u]
	])('%s', (sentence, quote, why) => {
		expect(strayWording(sentence, quote)).toMatch(why);
	});
});
