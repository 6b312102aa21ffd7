/** What a kept-copy page shows: the source, its text, and the place of the quote where the address names one. */
import { error } from '@sveltejs/kit';
import type { RunView } from '#lib/research/fold.ts';
import { papersOf, workOfSource } from '#lib/research/papers.ts';

export async function keptCopy(
	house: App.Locals['house'],
	{ view, sourceId, url }: { view: RunView; sourceId: string; url: URL }
) {
	const source = view.sources.find((one) => one.id === sourceId);
	const snapshot = source ? await house.snapshot(source.textHash) : null;
	if (!source || !snapshot)
		error(404, { message: 'This run has no kept copy at this address.', code: 'no-such-source' });
	const from = offset(url.searchParams.get('from'), snapshot.text.length);
	const to = offset(url.searchParams.get('to'), snapshot.text.length);
	const valid = from !== null && to !== null && from < to;
	return {
		source,
		work: workOfSource(source, papersOf(view.queries)),
		text: snapshot.text,
		marks: snapshot.marks ?? [],
		blocks: snapshot.blocks ?? [],
		extractor: snapshot.extractor,
		from: valid ? from : null,
		to: valid ? to : null
	};
}

function offset(text: string | null, most: number): number | null {
	const value = Number(text ?? NaN);
	return Number.isInteger(value) && value >= 0 && value <= most ? value : null;
}
