/** How the API answers: errors in one shape, bodies checked by schema with unknown fields named. */
import { json } from '@sveltejs/kit';
import type { z } from 'zod';
import { NOT_YET, VersionQuery } from '#lib/research/api.ts';
import type { RunView } from '#lib/research/fold.ts';

const MAX_BODY = 100_000; // bytes

export class Refusal extends Error {
	readonly status: number;
	readonly code: string;
	readonly hint: string | undefined;
	constructor(status: number, code: string, { message, hint }: { message: string; hint?: string }) {
		super(message);
		this.status = status;
		this.code = code;
		this.hint = hint;
	}
}

/** Runs a handler; what it refuses becomes the API's error shape. */
export async function answering(work: () => Promise<Response>): Promise<Response> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		const { status, code, message, hint } = error;
		return json({ error: { code, message, ...(hint !== undefined && { hint }) } }, { status });
	}
}

export const noRun = () =>
	new Refusal(404, 'no-such-run', { message: 'There is no run with this id.' });

export const noVersion = () =>
	new Refusal(404, 'no-such-version', {
		message: 'The run has no finished version of this number.'
	});

/** The run as asked for: as it stands, or as a version froze it. Throws the refusal when there is none. */
export async function viewFor(
	house: App.Locals['house'],
	{ id, url }: { id: string; url: URL }
): Promise<RunView> {
	const { version } = checked(Object.fromEntries(url.searchParams), VersionQuery);
	const view = await house.view(id);
	if (!view) throw noRun();
	if (version === undefined) return view;
	const frozen = await house.viewAt(id, version);
	if (!frozen) throw noVersion();
	return frozen;
}

/** The body as JSON in the schema's shape; an absent body counts as `{}`. */
export async function readBody<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
	const text = await request.text();
	if (text.length > MAX_BODY)
		throw new Refusal(413, 'too-large', { message: 'The body is over 100 KB.' });
	let raw: unknown;
	try {
		raw = text.trim() === '' ? {} : JSON.parse(text);
	} catch {
		throw new Refusal(400, 'not-json', { message: 'The body is not JSON.' });
	}
	refuseNotYet(raw);
	return checked(raw, schema);
}

/** The value in the schema's shape, or a 422 that names every problem. */
export function checked<T>(raw: unknown, schema: z.ZodType<T>): T {
	const parsed = schema.safeParse(raw);
	if (parsed.success) return parsed.data;
	const problems = parsed.error.issues.map((issue) => {
		const place = issue.path.join('.');
		if (issue.code === 'unrecognized_keys')
			return `unknown field ${issue.keys.map((key) => `"${[place, key].filter(Boolean).join('.')}"`).join(', ')}`;
		return place === '' ? issue.message : `${place}: ${issue.message}`;
	});
	throw new Refusal(422, 'invalid', {
		message: problems.join('; '),
		hint: 'See /api/v1/openapi.json for the fields there are.'
	});
}

function refuseNotYet(raw: unknown): void {
	for (const [path, message] of Object.entries(NOT_YET)) {
		let value: unknown = raw;
		for (const key of path.split('.')) {
			value =
				typeof value === 'object' && value !== null && key in value
					? (value as Record<string, unknown>)[key]
					: undefined;
		}
		if (value !== undefined)
			throw new Refusal(422, 'not-supported', { message: `${path}: ${message}` });
	}
}
