/** What the readers of documents share: clean text, parts joined to one canonical text, and refusals with a reason. */
import type { Block, Mark } from '../../../../research/run.ts';
import type { PageLink } from '../../../ports.ts';
import type { SkipReason } from '../../page.ts';
import type { HeadingMark } from '../../split.ts';

/** A document that cannot be read, with its typed reason; the message is for people. */
export class Unreadable extends Error {
	readonly reason: SkipReason;

	constructor(reason: SkipReason, message: string) {
		super(message);
		this.name = 'Unreadable';
		this.reason = reason;
	}
}

/** What a document gives before its metadata is completed. */
export interface DocumentText {
	readonly text: string; // canonical
	readonly headings: readonly HeadingMark[];
	readonly links: readonly PageLink[];
	readonly marks: readonly Mark[];
	readonly blocks: readonly Block[];
	readonly cut: boolean; // a cap was reached: what is here is its beginning
	readonly title: string | null;
	readonly author: string | null;
	readonly publishedAt: string | null;
	readonly updatedAt: string | null;
	readonly language: string | null; // as declared
	readonly extractor: string;
}

/** One page, slide, chapter or sheet, its places relative to its own text. */
export interface Part {
	readonly label: string | null; // null: no mark
	readonly text: string;
	readonly headings?: readonly HeadingMark[];
	readonly links?: readonly PageLink[];
	readonly marks?: readonly Mark[];
	readonly blocks?: readonly Block[];
}

export const MOST_TEXT = 4_000_000; // characters of canonical text

// Characters that no reader sees and that can carry hidden orders, and control characters but tab and line feed.
const UNSEEN =
	/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\u{e0000}-\u{e007f}]/gu;

const LATIN = new TextDecoder('windows-1252');

/** Text as canonical text holds it: NFC, well-formed, "\n" line ends, nothing unseen; C1 controls are windows-1252 ones. */
export function cleanText(raw: string): string {
	return raw
		.replace(/\r\n?|[\u0085\u2028\u2029]/gu, '\n')
		.replace(/[\u0080-\u009f]/gu, (sign) => LATIN.decode(Uint8Array.of(sign.charCodeAt(0))))
		.replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/gu, ' ')
		.replace(UNSEEN, '')
		.toWellFormed()
		.normalize('NFC');
}

/** Parts as one text, one after the other on lines of their own; places are moved along. */
export function joinParts(
	parts: readonly Part[]
): Pick<DocumentText, 'text' | 'headings' | 'links' | 'marks' | 'blocks' | 'cut'> {
	const out = {
		headings: [] as HeadingMark[],
		links: [] as PageLink[],
		marks: [] as Mark[],
		blocks: [] as Block[]
	};
	const texts: string[] = [];
	let at = 0;
	let cut = false;
	for (const part of parts) {
		if (part.text.trim() === '') continue;
		if (at + part.text.length > MOST_TEXT) {
			cut = true;
			break;
		}
		const from = at;
		const moved = <T extends { start: number; end: number }>(one: T): T => ({
			...one,
			start: one.start < 0 ? -1 : one.start + from,
			end: one.start < 0 ? -1 : one.end + from
		});
		if (part.label !== null) out.marks.push({ start: from, label: part.label });
		for (const mark of part.marks ?? []) out.marks.push({ ...mark, start: mark.start + from });
		out.headings.push(...(part.headings ?? []).map(moved));
		out.links.push(...(part.links ?? []).map(moved));
		for (const block of part.blocks ?? []) out.blocks.push(moved(block));
		texts.push(part.text);
		at += part.text.length + 1;
	}
	return { ...out, text: texts.join('\n'), cut };
}

/** A date of a document's properties as an ISO date, or null: ISO, RFC 2822, or PDF's D:YYYYMMDD. */
export function dateOf(value: unknown): string | null {
	if (typeof value !== 'string') return null;
	const text = value.trim();
	const pdf = /^D:(\d{4})(\d{2})?(\d{2})?/u.exec(text);
	const iso = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(?=$|[T ])/u.exec(text);
	const [, year, month, day] = pdf ?? iso ?? [];
	if (year !== undefined) return plausible(year, month, day);
	const parsed = /\d{4}/u.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(parsed) ? null : plausible(...splitIso(new Date(parsed).toISOString()));
}

function splitIso(iso: string): [string, string, string] {
	return [iso.slice(0, 4), iso.slice(5, 7), iso.slice(8, 10)];
}

function plausible(year: string, month?: string, day?: string): string | null {
	const [y, m, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)];
	if (y < 1900 || y > 2100 || m < 1 || m > 12 || d < 1 || d > 31) return null;
	return [year, month, day].filter((part) => part !== undefined).join('-');
}

/** A property as one line of clean text, or null when it says nothing. */
export function property(value: unknown, most = 300): string | null {
	if (typeof value !== 'string') return null;
	const line = cleanText(value).replace(/\s+/gu, ' ').trim();
	return line === '' || /^(?:untitled|unknown|none|null|user|author|anonymous|admin)$/iu.test(line)
		? null
		: line.slice(0, most);
}
