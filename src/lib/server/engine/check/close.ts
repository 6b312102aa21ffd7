/**
 * Whether a rewording keeps so close to its one quote that code can follow it. Stricter than V2 and V3, for wordings whose
 * refusal costs nothing, because the quote itself stands instead, and for writers of whom many sentences failed. Pure;
 * English and Chinese.
 */
import { isCjk } from '../../../research/words.ts';
import { dangles } from '../quality.ts';
import { strayHan } from './close-han.ts';
import { strayLatin } from './close-latin.ts';

/** Why code cannot follow the wording, in words for its writer; null when it can. */
export function strayWording(sentence: string, quote: string): string | null {
	const han = isCjk(quote);
	if (isCjk(sentence) !== han) return 'it is in another language than the sentence';
	if (dangles(sentence)) return 'name who or what it is about first';
	return (han ? strayHan : strayLatin)(sentence, quote);
}
