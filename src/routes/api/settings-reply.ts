/** Failures of the settings room as refusals of the API. */
import type { Failure } from '#lib/server/net/failure.ts';
import { answering, Refusal } from './reply.ts';

const STATUS: Readonly<Partial<Record<Failure['kind'], readonly [status: number, code: string]>>> =
	{
		missing: [404, 'no-such-connection'],
		refused: [409, 'not-changeable'],
		malformed: [422, 'invalid']
	};

/** Runs a handler of the settings API; what the house refuses in words becomes the API's error shape. */
export function settling(work: () => Promise<Response>): Promise<Response> {
	return answering(async () => {
		try {
			return await work();
		} catch (error) {
			const known = isFailure(error) ? STATUS[error.kind] : undefined;
			if (!known || !isFailure(error)) throw error;
			throw new Refusal(known[0], known[1], { message: error.message });
		}
	});
}

/** Told by its name: routes see no server module but the house. */
export function isFailure(error: unknown): error is Failure {
	return error instanceof Error && error.name === 'Failure';
}
