/** One page's work in the worker: text, metadata and passages, with the hash that names the kept copy. */
import { createHash } from 'node:crypto';
import type { Passage } from '../../../research/run.ts';
import { originOf, type Origin } from '../origin.ts';
import { splitText } from '../split.ts';
import { extractHtml, type Extracted } from './html.ts';
import { extractPlain } from './plain.ts';

export interface Work {
	readonly sort: 'html' | 'text';
	readonly source: string;
	readonly url: string;
}
export interface Worked extends Omit<Extracted, 'headings'>, Origin {
	readonly passages: readonly Passage[];
	readonly textHash: string;
}

export async function workOn({ sort, source, url }: Work): Promise<Worked> {
	const { headings, ...page } =
		sort === 'html' ? await extractHtml(source, url) : extractPlain(source, url);
	return {
		...page,
		...originOf({ url, text: page.text, author: page.author }),
		passages: splitText(page.text, { headings, language: page.language }),
		textHash: createHash('sha256').update(page.text, 'utf8').digest('hex')
	};
}
