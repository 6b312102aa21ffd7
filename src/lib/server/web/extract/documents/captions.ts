/** Captions (WebVTT, SubRip): the words in paragraphs, rolling repeats taken once; a mark for the time of each paragraph. */
import { cleanText, joinParts, Unreadable, type DocumentText, type Part } from './parts.ts';

const PARAGRAPH_SECONDS = 45;
const PAUSE_SECONDS = 4;
const TIMING =
	/^(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}\s+-->\s+(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,]\d{1,3}/u;

interface Cue {
	readonly from: number; // seconds
	readonly to: number;
	readonly text: string;
}

/** Reads captions. Throws Unreadable "damaged" when there are none. */
export function extractCaptions(source: string): DocumentText {
	const cues = cuesOf(source);
	if (cues.length === 0) throw new Unreadable('damaged', 'The captions hold no timed words.');
	const joined = joinParts(paragraphs(cues));
	const nothing = { title: null, author: null, publishedAt: null, updatedAt: null, language: null };
	return { ...joined, ...nothing, extractor: 'captions@1' };
}

function cuesOf(source: string): Cue[] {
	const cues: Cue[] = [];
	let shown: readonly string[] = []; // lines of the cue before: captions that roll say them again
	for (const block of cleanText(source).split(/\n{2,}/u)) {
		const lines = block.split('\n');
		const at = lines.findIndex((line) => TIMING.test(line));
		const timing = TIMING.exec(lines[at] ?? '');
		if (!timing) continue;
		const own = lines
			.slice(at + 1)
			.map(words)
			.filter((line) => line !== '');
		const text = own.filter((line) => !shown.includes(line)).join(' ');
		if (own.length > 0) shown = own;
		if (text !== '') cues.push({ from: seconds(timing, 1), to: seconds(timing, 4), text });
	}
	return cues;
}

const seconds = (match: RegExpExecArray, at: number) =>
	Number(match[at] ?? 0) * 3600 + Number(match[at + 1]) * 60 + Number(match[at + 2]);

function words(line: string): string {
	return line
		.replace(/<[^>]{0,200}>/gu, '')
		.replace(/&amp;/gu, '&')
		.replace(/&lt;/gu, '<')
		.replace(/&gt;/gu, '>')
		.replace(/&nbsp;/gu, ' ')
		.replace(/\s+/gu, ' ')
		.trim();
}

function paragraphs(cues: readonly Cue[]): Part[] {
	const parts: { from: number; to: number; text: string }[] = [];
	for (const { from, to, text } of cues) {
		const open = parts.at(-1);
		const paused = open && from - open.to > PAUSE_SECONDS;
		const full =
			open && from - open.from > PARAGRAPH_SECONDS && /[.!?。！？]["'”’]?$/u.test(open.text);
		const long = open && from - open.from > 2 * PARAGRAPH_SECONDS;
		if (open && !paused && !full && !long) {
			open.text = `${open.text} ${text}`.normalize('NFC');
			open.to = to;
		} else parts.push({ from, to, text });
	}
	return parts.map(({ from, text }) => ({ label: clock(from), text }));
}

/** 75 is "1:15", 3675 is "1:01:15". */
export function clock(seconds: number): string {
	const [h, m, s] = [
		Math.floor(seconds / 3600),
		Math.floor(seconds / 60) % 60,
		Math.floor(seconds) % 60
	];
	const two = (value: number) => String(value).padStart(2, '0');
	return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
