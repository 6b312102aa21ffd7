/**
 * Sentences with exact places. A line break always ends a sentence (canonical text puts every block on its own line);
 * within a line `sentencex` decides, which knows abbreviations and CJK full stops.
 */
import { segment } from 'sentencex';

export interface Span {
	readonly start: number; // UTF-16 offset, inclusive
	readonly end: number; // exclusive
}

/** Spans of the sentences of a text, trimmed of white space, in order; empty ones are left out. */
export function sentenceSpans(text: string, language: string): Span[] {
	const spans: Span[] = [];
	let at = 0;
	for (const line of text.split('\n')) {
		for (const span of lineSpans(line, language)) {
			spans.push({ start: at + span.start, end: at + span.end });
		}
		at += line.length + 1;
	}
	return spans;
}

function lineSpans(line: string, language: string): Span[] {
	if (line.trim() === '') return [];
	const spans: Span[] = [];
	let at = 0;
	for (const piece of segment(language, line)) {
		// The segmenter gives strings; find each where it must stand, and trust nothing else about it.
		const found = line.indexOf(piece, at);
		if (found < 0) return [trimmed(line, 0, line.length)];
		const span = trimmed(line, found, found + piece.length);
		if (span.end > span.start) spans.push(span);
		at = found + piece.length;
	}
	return joinOpen(line, spans);
}

/** Quotation marks and brackets left open by a split belong to the next piece too. */
function joinOpen(line: string, spans: readonly Span[]): Span[] {
	const joined: Span[] = [];
	for (const span of spans) {
		const last = joined.at(-1);
		const closing = /^[”’"'）)】》」』]+$/u.test(line.slice(span.start, span.end));
		if (last && closing) joined[joined.length - 1] = { start: last.start, end: span.end };
		else joined.push(span);
	}
	return joined;
}

function trimmed(text: string, from: number, to: number): Span {
	let [start, end] = [from, to];
	while (start < end && /\s/u.test(text.charAt(start))) start += 1;
	while (end > start && /\s/u.test(text.charAt(end - 1))) end -= 1;
	return { start, end };
}
