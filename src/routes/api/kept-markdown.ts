/** A kept copy as Markdown, with the place of a span that was asked for. */
import { blocksOf } from '#lib/research/blocks.ts';
import { SPAN_HEADER, SpanQuery } from '#lib/research/kept-api.ts';
import { keptMarkdown } from '#lib/research/kept-markdown.ts';
import type { Snapshot } from '#lib/server/ports.ts';
import { checked } from './reply.ts';

/** Throws the refusal of a wrong span. */
export function markdownReply(snapshot: Snapshot, url: URL): Response {
	const { from, to } = checked(Object.fromEntries(url.searchParams), SpanQuery);
	const made = keptMarkdown(snapshot.text, blocksOf(snapshot));
	const headers = new Headers({ 'content-type': 'text/markdown; charset=utf-8' });
	if (from !== undefined && to !== undefined) {
		const { start, end } = made.toMarkdown({ start: from, end: to });
		headers.set(SPAN_HEADER, `${start}-${end}`);
	}
	return new Response(made.markdown, { headers });
}
