import { describe, expect, it } from 'vitest';
import { strayNumbers } from './numbers.ts';

const stands = (sentence: string, quote: string) => strayNumbers(sentence, [quote]).length === 0;

describe('what a number is where it stands', () => {
	it.each([
		[
			'by, not to',
			'The canal cut the cost to about 90 percent.',
			'The canal cut costs by 90 percent.'
		],
		['less, not of', 'It uses 30 percent of the power.', 'It uses 30 percent less power.'],
		['延长至，不是延长了', '生存期延长了14.8个月。', '生存期延长至14.8个月。'],
		['points', 'Turnout fell 3.1 percent.', 'Turnout fell 3.1 percentage points.'],
		['百分点', '失业率上升0.2%。', '失业率上升0.2个百分点。'],
		['a year', 'It cost $90 billion in total.', 'It cost $90 billion a year.'],
		['日均', '平台月均活跃用户1.2亿。', '平台日均活跃用户1.2亿。'],
		['in all', '该省年均退出产能3200万吨。', '该省累计退出煤炭产能3200万吨，年均约800万吨。'],
		[
			'in total',
			'It has emitted 1.6 million tonnes of carbon dioxide in total.',
			'It emits 1.6 million tonnes of carbon dioxide annually.'
		],
		['a mean', 'Patients lost up to 15 kg.', 'Patients lost an average of 15 kg.'],
		['only', 'At least two of them replied.', 'Only two of them replied.'],
		['another kind', 'It helps people under 65.', 'It helped 59 percent of people over 65.']
	])('is not lost: %s', (_, sentence, quote) => {
		expect(stands(sentence, quote)).toBe(false);
		expect(stands(quote, quote)).toBe(true);
	});

	it.each([
		[
			'Prices rose to 4%, a quarter of a percentage point more.',
			'A rise of 25 basis points to 4%.'
		],
		['Rates were held for a sixth straight meeting.', 'Rates were held.'],
		['Power use fell by 30 percent.', 'It uses 30 percent less power.'],
		['It fell from 5 to 4 percent.', 'It was 5 percent and is now 4 percent.'],
		['Two to five percent were lost.', 'Between 2 and 5 percent were lost.'],
		['It costs $90 billion annually.', 'It costs $90 billion a year.'],
		['利率下降0.25个百分点至4%。', '利率下调25个基点，降至4%。'],
		['营收增长6.8%，增至482亿元。', '营收482亿元，同比增长6.8%。'],
		['平台每日活跃用户1.2亿。', '平台日均活跃用户1.2亿。']
	])('may be told in other words: %s', (sentence, quote) => {
		expect(stands(sentence, quote)).toBe(true);
	});
});
