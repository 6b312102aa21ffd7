import { json } from '@sveltejs/kit';
import { AskBody, ListQuery, scopeOf } from '#lib/research/api.ts';
import { engineTrouble } from '#lib/research/engine-names.ts';
import { answering, checked, readBody, Refusal } from '../../reply.ts';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = ({ request, locals, url }) =>
	answering(async () => {
		const key = request.headers.get('idempotency-key');
		const copy = key === null ? null : await request.clone().text();
		const body = await readBody(request, AskBody);
		const bodyHash = copy === null ? '' : await sha256(copy);
		if (key !== null) {
			if (key.length > 200)
				throw new Refusal(400, 'invalid', { message: 'Idempotency-Key is over 200 characters.' });
			const known = await locals.house.idempotency.find(key);
			if (known && known.bodyHash !== bodyHash) {
				throw new Refusal(409, 'key-reused', {
					message: 'This Idempotency-Key was used with another body.'
				});
			}
			if (known) return created(known.runId, { url, status: 200, house: locals.house });
		}
		const { question, effort, language, budget, sources, approvePlan, waitOffPeak } = body;
		for (const collection of sources?.collections ?? []) {
			if (await locals.house.collections.find(collection)) continue;
			throw new Refusal(422, 'no-such-collection', {
				message: `sources.collections: there is no collection ${collection}`
			});
		}
		const trouble = engineTrouble(sources?.engines ?? [], locals.house.settings().searching);
		if (trouble !== null)
			throw new Refusal(422, 'no-such-engine', { message: `sources.engines: ${trouble}` });
		const { id } = await locals.house.ask({
			text: question,
			effort,
			language,
			limits: budget ?? {},
			scope: scopeOf(sources),
			...(approvePlan !== undefined && { approvePlan }),
			waitOffPeak
		});
		if (key !== null)
			await locals.house.idempotency.add(key, { runId: id, bodyHash, at: Date.now() });
		return created(id, { url, status: 201, house: locals.house });
	});

async function created(
	id: string,
	{ url, status, house }: { url: URL; status: number; house: App.Locals['house'] }
): Promise<Response> {
	const view = await house.view(id);
	const body = {
		id,
		status: view?.status ?? 'queued',
		url: `${url.origin}/runs/${id}`,
		events: `${url.origin}/api/v1/runs/${id}/events`
	};
	return json(body, { status, headers: { location: `/api/v1/runs/${id}` } });
}

async function sha256(text: string): Promise<string> {
	const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
	return Buffer.from(bytes).toString('hex');
}

export const GET: RequestHandler = ({ url, locals }) =>
	answering(async () => {
		const { cursor, limit, q, status } = checked(Object.fromEntries(url.searchParams), ListQuery);
		const { runs, next } = await locals.house.list({
			limit,
			...(cursor !== undefined && { before: cursor }),
			...(q !== undefined && { text: q }),
			...(status !== undefined && { status })
		});
		const iso = (at: number) => new Date(at).toISOString();
		return json({
			runs: runs.map((run) => ({
				...run,
				createdAt: iso(run.createdAt),
				updatedAt: iso(run.updatedAt)
			})),
			next
		});
	});
