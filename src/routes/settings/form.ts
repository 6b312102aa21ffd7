/** What the forms of the settings page send, as the API's bodies. */

/** The text of a field, trimmed; "" when it is absent or a file. */
export function textOf(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
}

function numberOf(form: FormData, name: string): number | null {
	const text = textOf(form, name).replaceAll(',', '');
	return text === '' ? null : Number(text); // NaN is refused by the schema
}

/** A connection as the form has it. An empty key field keeps the key that is there, unless it is to be forgotten. */
export function connectionOf(form: FormData): Record<string, unknown> {
	const apiKey = textOf(form, 'apiKey');
	const forget = form.get('forget') !== null;
	const price = ['input', 'cached', 'output'].map((name) => numberOf(form, `price-${name}`));
	const [input = null, cached = null, output = null] = price;
	return {
		name: textOf(form, 'name'),
		baseUrl: textOf(form, 'baseUrl'),
		model: textOf(form, 'model'),
		...(apiKey !== '' && { apiKey }),
		...(apiKey === '' && forget && { apiKey: '' }),
		context: numberOf(form, 'context'),
		price:
			input === null && output === null
				? null
				: { input: input ?? 0, cached: cached ?? input ?? 0, output: output ?? 0 }
	};
}

/** Chains from the fields small-0, small-1 …; empty choices are left out. */
export function rolesOf(form: FormData): Record<string, string[]> {
	const chain = (role: string) =>
		[...form.entries()]
			.filter(([name]) => name.startsWith(`${role}-`))
			.map(([, value]) => String(value))
			.filter((value) => value !== '');
	return { small: chain('small'), medium: chain('medium'), large: chain('large') };
}

/** Limits; the fields that the environment sets are not in the form, and are named in `locked`. */
export function limitsOf(form: FormData): Record<string, unknown> {
	const locked = new Set(textOf(form, 'locked').split(' '));
	return {
		...(!locked.has('monthlyUsd') && { monthlyUsd: numberOf(form, 'monthlyUsd') }),
		...(!locked.has('waitOffPeak') && { waitOffPeak: form.get('waitOffPeak') !== null }),
		...(!locked.has('findLocal') && { findLocal: form.get('findLocal') !== null })
	};
}
