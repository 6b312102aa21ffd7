/** The interface's words for collections. */
import type { Crawl, DocumentStatus } from '#lib/research/collection.ts';

export const DOCUMENT_WORDS: Readonly<Record<DocumentStatus, { mark: string; words: string }>> = {
	queued: { mark: '○', words: 'waiting' },
	reading: { mark: '◔', words: 'being read' },
	read: { mark: '✓', words: 'read' },
	failed: { mark: '✕', words: 'not read' }
};

export const CRAWL_WORDS: Readonly<Record<Crawl['status'], string>> = {
	queued: 'waiting',
	crawling: 'being visited',
	done: 'visited',
	failed: 'could not be visited',
	cancelled: 'cancelled'
};

export function sizeOf(bytes: number): string {
	if (bytes < 1_000) return `${bytes} B`;
	if (bytes < 1_000_000) return `${Math.round(bytes / 1_000)} KB`;
	return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

export function counted(n: number, one: string, many = `${one}s`): string {
	return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}
