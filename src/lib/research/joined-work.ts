/** What two scholarly engines, or one at two addresses, say of the same paper, as one. */
import type { Work } from './run.ts';

/** One engine's "retracted" outweighs another's silence or "not retracted": the mark may not get lost. */
export function joinedWork(one: Work, two: Work): Work {
	return {
		doi: one.doi ?? two.doi,
		venue: one.venue ?? two.venue,
		authors: one.authors.length > 0 ? one.authors : two.authors,
		citations: one.citations === null ? two.citations : Math.max(one.citations, two.citations ?? 0),
		retracted:
			one.retracted === true || two.retracted === true ? true : (one.retracted ?? two.retracted),
		pdfUrl: one.pdfUrl ?? two.pdfUrl,
		licence: one.pdfUrl === null ? two.licence : (one.licence ?? two.licence)
	};
}
