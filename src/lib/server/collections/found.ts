/** What a run sees of the collections: documents that bear on a query, and their kept copies. Nothing is fetched. */
import type { EngineReply, Hit } from '../../research/run.ts';
import type { ReadOutcome } from '../web/page.ts';

export interface CollectionReader {
	/** Documents as hits, best first; their addresses are `collection:<id>/<document>`. Never throws but for cancelling. */
	find(
		query: string,
		options: {
			readonly collections: readonly string[];
			readonly limit: number;
			readonly language: string;
			readonly signal: AbortSignal;
		}
	): Promise<{ readonly hits: readonly Hit[]; readonly reply: EngineReply }>;
	/** The kept copy of a document, or why there is none. */
	read(url: string): Promise<ReadOutcome>;
}
