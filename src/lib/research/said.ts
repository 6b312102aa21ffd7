/** What is plain about steering, without its schemas: browser code may load this. */

/** Most sections of a plan. */
export const MOST_SECTIONS = 24;

/** What a steer says, in the reader's own words; "" for kinds without any. */
export function saidBy(steer: { readonly kind: string; readonly text?: string }): string {
	return steer.text ?? '';
}
