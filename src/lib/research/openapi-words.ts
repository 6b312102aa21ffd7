/** What the parts of the OpenAPI document are said with: schemas by name, what is given, what is refused. Pure. */
import { z } from 'zod';

/** A schema as the document has it. */
export const schemaOf = (schema: z.ZodType, io: 'input' | 'output' = 'output') => {
	const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
	return rest;
};
export const jsonOf = (name: string) => ({
	'application/json': { schema: { $ref: `#/components/schemas/${name}` } }
});
export const gives = (description: string, name: string) => ({
	description,
	content: jsonOf(name)
});
export const refused = (description: string) => gives(description, 'Error');
export const takes = (name: string) => ({ required: true, content: jsonOf(name) });
/** A part of the path. */
export const path = (name: string) => ({
	...{ name, in: 'path', required: true },
	schema: { type: 'string' }
});
