/** The engines a run may name, in words, and the form that names them: no schema, so that pages may use it. Pure. */
import type { EngineKind } from './run.ts';

export interface EngineName {
	readonly name: string;
	readonly kind: EngineKind;
}

/** What the form holds, given back unchanged when something in it is refused. */
export interface SourcesForm {
	readonly engines: readonly string[];
	readonly allow: string;
	readonly deny: string;
	readonly urls: string;
}

/** What the form's fields are called where a reader sees them. */
export const FIELD_WORDS = {
	engines: 'Search engines',
	allow: 'Only these sites',
	deny: 'Never these sites',
	urls: 'Pages to read first'
} as const;
export type SourcesField = keyof typeof FIELD_WORDS;

/** The kinds of engines, in words. */
export const ENGINE_KIND_WORDS: Readonly<Record<EngineKind, string>> = {
	general: 'General',
	scholarly: 'Papers',
	code: 'Code',
	news: 'News'
};

export const NO_SOURCES: SourcesForm = { engines: [], allow: '', deny: '', urls: '' };

/** Why these engines cannot be asked, with the names that can; null when they can. */
export function engineTrouble(
	asked: readonly string[],
	there: readonly EngineName[]
): string | null {
	const names = there.map(({ name }) => name);
	const strange = asked.filter((name) => !names.includes(name));
	if (strange.length === 0) return null;
	const can = names.length > 0 ? `there are: ${names.join(', ')}` : 'none is set up';
	return `no engine ${strange.map((name) => `"${name}"`).join(', ')} is set up here (${can})`;
}

/** The engines in a few words: the general ones by name, the others by number. */
export function engineWords(there: readonly EngineName[]): string {
	if (there.length === 0) return 'no engine';
	const general = there.filter(({ kind }) => kind === 'general').map(({ name }) => name);
	const others = there.length - general.length;
	if (others === 0) return general.join(', ');
	const many = `${others} specialised ${others === 1 ? 'engine' : 'engines'}`;
	return general.length === 0 ? many : `${general.join(', ')} and ${many}`;
}
