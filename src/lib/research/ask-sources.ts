/** Where a question is to look, as the form of the front page gives it. Pure. */
import { AskBody, scopeOf } from './api.ts';
import { engineTrouble, type EngineName, type SourcesForm } from './engine-names.ts';
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

/** The scope of the form, or what is wrong with it in words. */
export function scopeOfForm(
	where: { readonly web: boolean; readonly collections: readonly string[] },
	{ form, there }: { form: SourcesForm; there: readonly EngineName[] }
): { scope: Scope } | { message: string } {
	const trouble = engineTrouble(form.engines, there);
	if (trouble !== null) return { message: trouble };
	const { engines } = form;
	const [allow, deny, urls] = [form.allow, form.deny, form.urls].map(lines);
	const parsed = AskBody.shape.sources.safeParse({ ...where, engines, allow, deny, urls });
	if (parsed.success) return { scope: scopeOf(parsed.data) };
	const [issue] = parsed.error.issues;
	const at = issue?.path.map(String) ?? [];
	const said = at[0] === 'urls' ? lines(form.urls)[Number(at[1])] : undefined;
	const wrong = said === undefined ? at.join('.') : `Pages to read first: “${said}”`;
	return { message: `${wrong}: ${issue?.message ?? 'not understood'}` };
}

const lines = (text: string) => text.split(/[\s,]+/u).filter((line) => line !== '');
