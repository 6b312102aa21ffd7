/** One page's work in the worker: text, metadata and passages, with the hash that names the kept copy. */
import { createHash } from 'node:crypto';
import { marksWithin } from '../../../research/locator.ts';
import type { Block, Mark, Passage } from '../../../research/run.ts';
import { originOf, type Origin } from '../origin.ts';
import { splitText, type HeadingMark } from '../split.ts';
import { extractDocument, type DocumentPage, type DocumentWork } from './documents/document.ts';
import { extractHtml, type Extracted } from './html.ts';
import { extractPlain } from './plain.ts';
import { withTranscript } from './transcript.ts';

export type Work =
	{ readonly sort: 'html' | 'text'; readonly source: string; readonly url: string } | DocumentWork;
export interface Worked extends Omit<Extracted, 'headings'>, Origin {
	readonly passages: readonly Passage[];
	readonly textHash: string;
	readonly marks: readonly Mark[]; // documents: places; none on a page of the web
	readonly cut: boolean; // only the beginning of a document beyond our caps was taken
}

export async function workOn(work: Work): Promise<Worked> {
	const { headings, ...page } = await pageOf(work);
	const blocks = [...headings.map(headingBlock), ...page.blocks];
	const passages = splitText(page.text, { headings, language: page.language });
	return {
		...page,
		blocks,
		...originOf({ url: work.url, text: page.text, author: page.author }),
		passages:
			page.marks.length === 0
				? passages
				: passages.map((one) => ({ ...one, marks: marksWithin(page.marks, one.start, one.end) })),
		textHash: createHash('sha256').update(page.text, 'utf8').digest('hex')
	};
}

const headingBlock = ({ start, end, level }: HeadingMark): Block => ({
	kind: 'heading',
	...{ start, end, level: Math.min(6, Math.max(1, level)) }
});

async function pageOf(work: Work): Promise<DocumentPage> {
	if (isDocument(work)) return extractDocument(work);
	const { sort, source, url } = work;
	const page =
		sort === 'html'
			? withTranscript(await extractHtml(source, url), source, url)
			: extractPlain(source, url);
	return { ...page, marks: [], cut: false };
}

function isDocument(work: Work): work is DocumentWork {
	return work.sort !== 'html' && work.sort !== 'text';
}
