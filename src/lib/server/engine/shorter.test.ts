import { describe, expect, it } from 'vitest';
import { shorterForms } from './shorter.ts';

describe('shorter forms of a quote', () => {
	it.each<[string, string, string[]]>([
		[
			'what a bracket says of a life',
			'Mara Vint (born 25 June 1923) is a Norlandic film director and screenwriter.',
			[
				'Mara Vint was born on 25 June 1923.',
				'Mara Vint is a Norlandic film director and screenwriter.'
			]
		],
		[
			'places and both days',
			'Ugo Bell (Arlen, 21 October 1929 – Norn, 27 June 2003) was a director of films.',
			[
				'Ugo Bell was born in Arlen on 21 October 1929 and died in Norn on 27 June 2003.',
				'Ugo Bell was a director of films.'
			]
		],
		[
			'who did it first',
			'Salt Road is a 1938 comedy film directed by Ugo Bell and starring Ada Moe and Ida Lund.',
			['Ugo Bell directed Salt Road, a 1938 comedy film.']
		],
		[
			'the thing a pronoun means',
			'Salt Road is a 1970 drama film directed by Ugo Bell. It was shown at Arlen.',
			['Ugo Bell directed Salt Road, a 1970 drama film.', 'Salt Road was shown at Arlen.']
		],
		[
			'each of two verbs',
			'Ida I (1143 – 15 November 1184) was Countess of Arlen from 1148 and was also Empress by marriage to Otto Vint.',
			['Ida I was Countess of Arlen from 1148.', 'Ida I was Empress by marriage to Otto Vint.']
		],
		[
			'what includes what',
			'The most popular tutoring websites include Prepla, Wyzan, Varsa, and Tutora.',
			['Prepla, Wyzan, Varsa, and Tutora are among the most popular tutoring websites.']
		],
		[
			'who says it',
			'The Ministry of Ports reported that cargo fell by 3.2% in the first half of 2021.',
			['According to the Ministry of Ports, cargo fell by 3.2% in the first half of 2021.']
		]
	])('%s', (_, quote, forms) => {
		expect(shorterForms(quote)).toEqual(forms);
	});

	it.each([
		[
			'a clause that depends',
			'If the bridge is closed, the ferry is free and is run by Norn Lines.'
		],
		['a pronoun at the start', 'It was directed by Ugo Bell and was released in 1970.'],
		[
			'a bracket inside a bracket left open',
			'The film (his "Salt" (1958) was shown and won a prize.'
		],
		['Chinese', '据报道，该市8月1日起停工停课。'],
		[
			'years alone, which may be those of a reign',
			'Ida (1442–1479), was a Marchioness of Norn and Arlen for many years.'
		]
	])('none of %s', (_, quote) => {
		for (const form of shorterForms(quote)) expect(form).not.toMatch(/born|ferry|^It|Salt/u);
	});

	it('says nothing of two persons with "he"', () => {
		const quote =
			'After the war Ugo Bell wrote reviews of films. He had his first success in 1952.';
		expect(shorterForms(quote)).toEqual([]);
	});
});
