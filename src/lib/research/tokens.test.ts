import { expect, it } from 'vitest';
import { estimateTokens } from './tokens.ts';

/** Texts and what a tokenizer of 151,000 pieces counts for them. */
it.each([
	['The inquiry of 1993 named the causes of the collapse of the cod fishery on the quay.', 24],
	['const rows = text.split("\\n").map((line) => JSON.parse(line));', 17],
	['今天上午8时，全市实行停工、停产、停课，沿海各港口码头一律关闭。', 21],
	['1234567890 98765432 2023-07-29 13:45 35.7 1,284,000', 51],
	['Комиссия назвала причины исчезновения трески: слишком высокие квоты.', 28],
	['Η επιτροπή ανακοίνωσε τα αίτια της κατάρρευσης της αλιείας.', 51],
	['समिति ने मत्स्य पालन के पतन के कारणों की घोषणा की।', 42],
	['أعلنت اللجنة أسباب انهيار مصايد الأسماك.', 17],
	['', 0]
])('%s', (text, counted) => {
	const guessed = estimateTokens(text);
	expect(guessed).toBeGreaterThanOrEqual(0.85 * counted);
	expect(guessed).toBeLessThanOrEqual(1.8 * counted);
});
