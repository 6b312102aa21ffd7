/** What is plain about a collection's documents, without their schemas: browser code may load this. */
export const DOCUMENT_STATUSES = ['queued', 'reading', 'read', 'failed'] as const;

const SCHEME = 'collection:';

/** The address of a document among a run's sources. */
export function documentUrl(collectionId: string, documentId: string): string {
	return `${SCHEME}${collectionId}/${documentId}`;
}

/** Which document an address names; null when it is not one of a collection. */
export function documentAt(url: string): { collectionId: string; documentId: string } | null {
	const match = /^collection:([\w-]+)\/([\w-]+)$/u.exec(url);
	return match ? { collectionId: match[1] ?? '', documentId: match[2] ?? '' } : null;
}

/** True when what stands at this address is the owner's own and must not leave. */
export function isPrivate(url: string): boolean {
	return url.startsWith(SCHEME);
}

/** True while something is being read, or is still to be. */
export function isFilling(of: {
	counts: { readonly queued: number; readonly reading: number };
	crawls: readonly { readonly status: string }[];
}): boolean {
	return (
		of.counts.queued + of.counts.reading > 0 ||
		of.crawls.some(({ status }) => status === 'queued' || status === 'crawling')
	);
}
