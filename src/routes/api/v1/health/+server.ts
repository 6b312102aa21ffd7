import { json } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) => {
	const { status, version, checks } = locals.house.health();
	// Whoever is not signed in learns that we are here, and nothing else.
	return json(locals.as === 'user' ? { status, version, checks } : { status, version, checks: {} });
};
