/** The Markdown of a kept copy in the API: which span is asked for, and where the answer says that it stands. */
import { z } from 'zod';

const place = z.coerce.number().int().nonnegative().optional();
/** A span of the canonical text to find again in its Markdown; both ends or none. */
export const SpanQuery = z
	.strictObject({ from: place, to: place })
	.refine(
		({ from, to }) => (from === undefined) === (to === undefined) && (from ?? 0) <= (to ?? 0),
		{
			message: 'give both "from" and "to", in this order'
		}
	);

/** Header of the answer: "start-end" of the span in the Markdown. */
export const SPAN_HEADER = 'x-markdown-span';

const param = (name: string) => ({
	...{ name, in: 'query', schema: { type: 'integer', minimum: 0 } },
	description: 'An offset of the canonical text (UTF-16 code units), such as a citation has.'
});

/** A `get` of the OpenAPI document for a copy's Markdown. */
export function markdownPath(parameters: readonly object[], failures: object) {
	return {
		get: {
			summary: 'The same text as Markdown: headings, lists, tables, code, formulas, captions',
			description:
				'Made from the canonical text and what its page said of its structure, with every word in its order and signs escaped; never HTML of the page. Copies kept before structure was noted give their lines. With "from" and "to" the answer says where that span stands in the Markdown.',
			parameters: [...parameters, param('from'), param('to')],
			responses: {
				'200': {
					description: 'Markdown.',
					headers: {
						[SPAN_HEADER]: {
							description: 'Where the span stands: start-end, in UTF-16 code units.',
							schema: { type: 'string' }
						}
					},
					content: { 'text/markdown': { schema: { type: 'string' } } }
				},
				...failures
			}
		}
	};
}
