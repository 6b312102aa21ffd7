/** The forest that tells a page's text from what surrounds it; grown by `npm run eval -- grow`. */
import type { Forest } from './forest.ts';
import grown from './forest.json' with { type: 'json' };

export const FOREST: Forest = grown;
