/**
 * Mending the form of an answer, never its content: reasoning and fences off, the first balanced object, then the longest
 * prefix that closes (harness note, section 3.4). Pure.
 */
import { withoutThinking } from '../../research/thinking.ts';

export interface Parsed {
	readonly value: unknown;
	readonly mended: boolean; // it was not JSON as it stood
}

/** The JSON value in a model's answer; null when there is none. */
export function parseAnswer(text: string): Parsed | null {
	const whole = tryParse(text.trim());
	if (whole) return { value: whole.value, mended: false };
	const bare = withoutThinking(text)
		.replace(/```[a-z]*\s*/giu, '')
		.trim();
	const start = bare.search(/[[{]/u);
	if (start < 0) return null;
	const piece = balanced(bare.slice(start));
	const found = tryParse(piece) ?? tryParse(tidied(piece));
	return found ? { value: found.value, mended: true } : null;
}

function tryParse(text: string): { value: unknown } | null {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? { value } : null;
	} catch {
		return null;
	}
}

/** The first balanced value; a text that breaks off is closed after its last complete item. */
function balanced(text: string): string {
	const open: string[] = [];
	let inString = false;
	let lastComplete = { at: 0, open: [] as string[] };
	for (let at = 0; at < text.length; at += 1) {
		const sign = text[at] ?? '';
		if (inString) {
			if (sign === '\\') at += 1;
			else if (sign === '"') inString = false;
			continue;
		}
		if (sign === '"') inString = true;
		// An item of a list is complete where the next one begins; an object is not with its first fields.
		else if (sign === ',' && open.at(-1) === ']') lastComplete = { at, open: [...open] };
		else if (sign === '{') open.push('}');
		else if (sign === '[') open.push(']');
		else if (sign === '}' || sign === ']') {
			open.pop();
			if (open.length === 0) return text.slice(0, at + 1);
			lastComplete = { at: at + 1, open: [...open] };
		}
	}
	return text.slice(0, lastComplete.at) + lastComplete.open.reverse().join('');
}

/** Common slips: trailing commas, typographic quotes as delimiters, unquoted keys, Python's constants. */
function tidied(text: string): string {
	return text
		.replace(/([{,]\s*)[“”]([^“”"]*)[“”](\s*:)/gu, '$1"$2"$3')
		.replace(/(:\s*)[“”]([^“”"]*)[“”](\s*[,}\]])/gu, '$1"$2"$3')
		.replace(/([{,]\s*)([A-Za-z_]\w*)(\s*:)/gu, '$1"$2"$3')
		.replace(/:\s*None\b/gu, ': null')
		.replace(/:\s*True\b/gu, ': true')
		.replace(/:\s*False\b/gu, ': false')
		.replace(/,(\s*[}\]])/gu, '$1');
}
