/**
 * Passages: spans of the canonical text that follow its structure. A passage never crosses a heading, ends at the end of
 * a sentence, and is `text.slice(start, end)` exactly.
 */
import type { Passage } from '../../research/run.ts';
import { sentenceSpans } from '../../research/sentences.ts';
import { isCjk } from '../../research/words.ts';

/** A line of the canonical text that is a heading. */
export interface HeadingMark {
	readonly start: number;
	readonly end: number;
	readonly level: number; // 1..6
	readonly text: string;
}

// Characters. Measured (`npm run eval -- passages`): recall at 4,000 characters .91 at 500, .90 at 700, .87 at 1,100.
const SIZE = { latin: 500, cjk: 420 };
const MOST_HEADINGS = 4;

/** The passages of a text, in order, ids "1", "2" … */
export function splitText(
	text: string,
	{ headings, language }: { headings: readonly HeadingMark[]; language: string }
): Passage[] {
	const passages: Passage[] = [];
	const path: HeadingMark[] = [];
	let from = 0;
	const close = (to: number) => {
		const above = path.slice(-MOST_HEADINGS).map((heading) => heading.text);
		for (const span of pieces(text, { from, to, language })) {
			const id = String(passages.length + 1);
			passages.push({ id, ...span, text: text.slice(span.start, span.end), headings: above });
		}
	};
	for (const heading of headings) {
		close(heading.start);
		while ((path.at(-1)?.level ?? 0) >= heading.level) path.pop();
		path.push(heading);
		from = heading.end;
	}
	close(text.length);
	return passages;
}

/** True for a text in Chinese or Japanese, not for one that quotes a name in them. */
function mostlyCjk(text: string): boolean {
	const sample = [...text.slice(0, 400)];
	return sample.filter((character) => isCjk(character)).length > 0.3 * sample.length;
}

interface Range {
	readonly from: number;
	readonly to: number;
	readonly language: string;
}

function pieces(text: string, { from, to, language }: Range): { start: number; end: number }[] {
	const part = text.slice(from, to);
	const most = mostlyCjk(part) ? SIZE.cjk : SIZE.latin;
	const out: { start: number; end: number }[] = [];
	for (const span of sentenceSpans(part, language)) {
		const [start, end] = [from + span.start, from + span.end];
		const open = out.at(-1);
		if (open && end - open.start <= most) out[out.length - 1] = { start: open.start, end };
		else out.push(...cut(start, end, most));
	}
	return out;
}

/** A "sentence" longer than a passage (a table, code, a list without stops) is cut by length. */
function cut(start: number, end: number, most: number): { start: number; end: number }[] {
	const out: { start: number; end: number }[] = [];
	for (let at = start; at < end; at += most * 2)
		out.push({ start: at, end: Math.min(end, at + most * 2) });
	return out;
}
