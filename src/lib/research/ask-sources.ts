/** Where a question is to look, as the form of the front page gives it. Pure. */
import { AskBody, scopeOf } from './api.ts';
import {
	engineTrouble,
	FIELD_WORDS,
	type EngineName,
	type SourcesField,
	type SourcesForm
} from './engine-names.ts';
import type { Scope } from './run.ts';

export function readSourcesForm(form: FormData): SourcesForm {
	const words = (name: string) => String(form.get(name) ?? '');
	return {
		engines: form.getAll('engine').map(String),
		allow: words('allow'),
		deny: words('deny'),
		urls: words('urls')
	};
}

/** What is wrong with the form, in words, and with which of its fields. */
export interface Wrong {
	readonly message: string;
	readonly field: SourcesField | null;
}

/** The scope of the form, or what is wrong with it. */
export function scopeOfForm(
	where: { readonly web: boolean; readonly collections: readonly string[] },
	{ form, there }: { form: SourcesForm; there: readonly EngineName[] }
): { scope: Scope } | Wrong {
	const trouble = engineTrouble(form.engines, there);
	if (trouble !== null) return wrongIn('engines', trouble);
	const { engines } = form;
	const [allow, deny, urls] = [form.allow, form.deny, form.urls].map(lines);
	const parsed = AskBody.shape.sources.safeParse({ ...where, engines, allow, deny, urls });
	if (parsed.success) return { scope: scopeOf(parsed.data) };
	const [issue] = parsed.error.issues;
	const [at = '', item] = issue?.path.map(String) ?? [];
	const field = isField(at) ? at : null;
	const words = issue?.message ?? 'not understood';
	if (field === null) return { message: `${at}: ${words}`, field };
	if (issue?.code === 'too_big') return wrongIn(field, TOO_MANY);
	const said = { engines, allow, deny, urls }[field]?.[Number(item)] ?? '';
	const what = field === 'urls' ? 'the address of a page (http or https)' : 'the name of a site';
	return wrongIn(field, `“${said.slice(0, 80)}” is not ${what}`);
}

const TOO_MANY = 'that is more than is taken; 100 are, of up to 2,000 characters each';

const isField = (name: string): name is SourcesField => Object.hasOwn(FIELD_WORDS, name);

const wrongIn = (field: SourcesField, message: string): Wrong => ({
	message: `${FIELD_WORDS[field]}: ${message}.`,
	field
});

const lines = (text: string) => text.split(/[\s,]+/u).filter((line) => line !== '');
