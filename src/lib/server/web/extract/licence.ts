/** Under which licence a page says that its text stands: its JSON-LD, a link that says so, meta elements. */
import { typeText, type Json } from './linked-data.ts';

/** Data about a text, not about a picture or a program on the page. */
export const TEXTS = /article|posting|report|webpage|creativework|scholarly|chapter|dataset/iu;
const AROUND = 160; // characters in which a link is said to be a licence
const SAYS = /licen[cs]|lizenz|available under|许可|授权|ライセンス/iu;
const OF_A_PICTURE = /photo|image|picture|foto|bild|图片|照片|icon/iu;

/** "CC BY-SA 4.0", or the address or name of another licence; null where none is named, or two are. */
export function licenceOf(
	html: string,
	{ objects, meta }: { objects: readonly Json[]; meta: string | null }
): string | null {
	const told = objects
		.filter((one) => TEXTS.test(typeText(one)))
		.flatMap((one) => named(one['license']) ?? []);
	const sure = [...told, ...linked(html), ...(meta === null ? [] : [meta])];
	const found = new Set((sure.length > 0 ? sure : mentioned(html)).map(licenceName));
	const [only] = found;
	return found.size === 1 && only !== undefined && only !== '' ? only : null;
}

function named(value: unknown): string | null {
	const first: unknown = Array.isArray(value) ? value[0] : value;
	if (typeof first === 'string') return first;
	if (typeof first !== 'object' || first === null) return null;
	if ('url' in first && typeof first.url === 'string') return first.url;
	if ('@id' in first && typeof first['@id'] === 'string') return first['@id'];
	return 'name' in first && typeof first.name === 'string' ? first.name : null;
}

/** Where links go that are marked as the licence. */
function linked(html: string): string[] {
	return [...html.matchAll(/\brel=["']?[^"'<>]{0,60}\blicen[cs]e\b/giu)].flatMap(({ index }) => {
		const tag = html.slice(html.lastIndexOf('<', index), html.indexOf('>', index) + 1);
		if (!/^<(?:a|link)\b/iu.test(tag)) return [];
		return /\bhref=["']?(https?:[^"'\s>]{1,300})/iu.exec(tag)?.[1] ?? [];
	});
}

/** Creative Commons addresses in words about a licence that are not about a picture. */
function mentioned(html: string): string[] {
	const links = html.matchAll(
		/https?:\/\/creativecommons\.org\/(?:licenses|publicdomain)\/[^"'\s<>]{1,60}/giu
	);
	return [...links].flatMap(({ 0: address, index }) => {
		const around = html
			.slice(Math.max(0, index - AROUND), index + address.length + AROUND)
			.replace(/<[^>]*>?|^[^<]*>/gu, ' ');
		return SAYS.test(around) && !OF_A_PICTURE.test(around) ? [address] : [];
	});
}

/** A licence as people name it. */
function licenceName(said: string): string {
	const text = said.replace(/\s+/gu, ' ').trim().slice(0, 200);
	const commons =
		/creativecommons\.org\/(licenses|publicdomain)\/([a-z+-]{1,12})(?:\/(\d\.\d))?/iu.exec(text);
	if (!commons) return text;
	const [, kind = '', code = '', version] = commons;
	const short =
		kind.toLowerCase() === 'licenses'
			? `CC ${code.toUpperCase()}`
			: code.toLowerCase() === 'zero'
				? 'CC0'
				: 'Public Domain Mark';
	return version === undefined ? short : `${short} ${version}`;
}
