/**
 * Opens zip containers (DOCX, XLSX, PPTX, EPUB) under caps: entries, bytes and ratio are added up from the directory
 * before anything is inflated, and fflate inflates no entry beyond the size its directory says. Names are keys, never paths.
 */
import { strFromU8, unzipSync, type Unzipped } from 'fflate';
import { decodePage } from '../../decode.ts';
import { Unreadable } from './parts.ts';

const MOST_ENTRIES = 5_000;
const MOST_BYTES = 120_000_000; // of all entries that are read
const MOST_ENTRY = 60_000_000;
const MOST_RATIO = 250; // of an entry over 1 MB
const RATIO_FROM = 1_000_000;

export type Entries = Readonly<Record<string, Uint8Array>>;

/** The entries that `wanted` names. Throws Unreadable "damaged" or "too-large". */
export function unzip(bytes: Uint8Array, wanted: (name: string) => boolean): Entries {
	let count = 0;
	let total = 0;
	let tooLarge = false;
	let entries: Unzipped;
	try {
		entries = unzipSync(bytes, {
			filter: ({ name, size, originalSize }) => {
				count += 1;
				if (count > MOST_ENTRIES) tooLarge = true;
				if (tooLarge || !isPlain(name) || !wanted(name)) return false;
				total += originalSize;
				const bomb = originalSize > RATIO_FROM && originalSize > MOST_RATIO * Math.max(1, size);
				if (total > MOST_BYTES || originalSize > MOST_ENTRY || bomb) tooLarge = true;
				return !tooLarge;
			}
		});
	} catch {
		throw new Unreadable('damaged', 'The file is damaged: its container cannot be opened.');
	}
	if (tooLarge) {
		throw new Unreadable(
			'too-large',
			'The file unpacks to more than is read; it may be built to hurt.'
		);
	}
	return entries;
}

function isPlain(name: string): boolean {
	return (
		!name.endsWith('/') &&
		!name.startsWith('/') &&
		!name.includes('\\') &&
		!name.includes('\0') &&
		!name.split('/').includes('..') &&
		name !== '__proto__'
	);
}

/** The text of an XML entry. Entities of its own are refused: they can grow without end and reach outside. */
export function xmlOf(entries: Entries, name: string): string | null {
	const bytes = Object.hasOwn(entries, name) ? entries[name] : undefined;
	if (!bytes) return null;
	const utf16 = bytes[0] === 0xff || bytes[0] === 0xfe;
	const text = utf16 ? decodePage(bytes, '').text : strFromU8(bytes).replace(/^\ufeff/u, '');
	return withoutEntities(text);
}

/** XML without its document type. Throws Unreadable when it declares entities. */
export function withoutEntities(xml: string): string {
	const start = /<!DOCTYPE/iu.exec(xml)?.index;
	if (start === undefined) return xml;
	if (/<!ENTITY/iu.test(xml)) {
		throw new Unreadable(
			'damaged',
			'The file declares XML entities of its own; such files are not opened.'
		);
	}
	const end = xml.indexOf('>', start);
	const inner = xml.slice(start, end + 1);
	const last = inner.includes('[') ? xml.indexOf(']>', start) + 1 : end;
	return last < start ? xml : xml.slice(0, start) + xml.slice(last + 1);
}
