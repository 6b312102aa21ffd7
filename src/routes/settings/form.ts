/** What the forms of the settings page send, as the API's bodies. */

/** The text of a field, trimmed; "" when it is absent or a file. */
export function textOf(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value.trim() : '';
}

function numberOf(form: FormData, name: string): number | null {
	const text = textOf(form, name);
	// "32,768" is grouped; "0,15" is a fraction as half of the world writes it, and not fifteen.
	const plain = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/u.test(text) ? text.replaceAll(',', '') : text;
	return plain === '' ? null : Number(plain); // NaN is refused by the schema
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
			input === null && cached === null && output === null
				? null
				: { input, cached: cached ?? input, output } // half a price is refused: nothing is free by omission
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
