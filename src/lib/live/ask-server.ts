/** What the page asks of the server, beside following a run. */
import type { SteerBody } from '#lib/research/api.ts';
import type { PlanSection } from '#lib/research/steer.ts';

/** Tells a run something; true when it was taken. */
export async function control(
	runId: string,
	kind: 'pause' | 'resume' | 'finish' | 'stop'
): Promise<boolean> {
	const response = await fetch(`/api/v1/runs/${runId}/${kind}`, { method: 'POST' }).catch(
		() => null
	);
	return response?.ok ?? false;
}

const NOT_TAKEN = 'It was not taken: the server did not answer.';

/** Adds something to a run, which goes on with its next version if it was finished; "" when taken, else why not. */
export async function steer(runId: string, what: SteerBody): Promise<string> {
	const response = await send(`/api/v1/runs/${runId}/steer`, what);
	if (response?.ok) return '';
	const said = (await response?.json().catch(() => null)) as {
		error?: { message?: string };
	} | null;
	const why = said?.error?.message?.replace(/^text: /u, 'it ');
	return why === undefined ? NOT_TAKEN : `Not taken: ${why.replace(/\.?$/u, '.')}`;
}

/** Approves the plan a run waits with, as the reader left it; true when it was taken. */
export function approve(runId: string, sections: PlanSection[]): Promise<boolean> {
	return post(`/api/v1/runs/${runId}/approve`, { sections });
}

async function post(url: string, body: unknown): Promise<boolean> {
	return (await send(url, body))?.ok ?? false;
}

/** Null when the server could not be reached. */
function send(url: string, body: unknown): Promise<Response | null> {
	return fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body)
	}).catch(() => null);
}

/** A new share link, with or without what is quoted of private documents; null when the server did not make one. */
export async function share(runId: string, privateQuotes: boolean): Promise<string | null> {
	const response = await fetch(`/api/v1/runs/${runId}/share`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(privateQuotes ? { privateQuotes } : {})
	}).catch(() => null);
	if (!response?.ok) return null;
	const made = (await response.json()) as { url: string };
	return made.url;
}

/** Takes every share link of the run back; true when done. */
export async function unshare(runId: string): Promise<boolean> {
	const response = await fetch(`/api/v1/runs/${runId}/share`, { method: 'DELETE' }).catch(
		() => null
	);
	return response?.ok ?? false;
}

/** Keeps the choice of colours for the next page; the page itself has changed already. */
export async function keepTheme(theme: string): Promise<void> {
	const body = new URLSearchParams({ theme });
	await fetch('/theme', { method: 'POST', body, redirect: 'manual' }).catch(() => null);
}
