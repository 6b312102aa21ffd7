/** The connection test with its answers entered in the ledger: they cost money like any other. */
import type { Measured } from '../../research/settings.ts';
import { tokensOf } from '../engine/model.ts';
import type { TestLedger } from '../ports.ts';
import type { ModelConnection } from '../providers/model/client.ts';
import { probe, type Taken } from '../providers/model/probe.ts';

export function measuring(
	ledger: TestLedger,
	now: () => number
): (connection: ModelConnection) => Promise<Measured> {
	return (connection) => {
		const began = now();
		let count = 0;
		const spent = (reply: Taken) => {
			count += 1;
			const key = `test ${began} ${connection.name} #${count}`;
			return ledger.tested(callOf(reply, { key, connection }), now());
		};
		return probe(connection, { now, spent });
	};
}

function callOf(reply: Taken, { key, connection }: { key: string; connection: ModelConnection }) {
	const { served, shape = 'text', ms = 0 } = reply;
	return {
		key,
		prompt: 'test@1',
		promptHash: '',
		role: 'medium' as const,
		requested: `${connection.name}/${connection.model}`,
		served,
		shape,
		outcome: reply.shape === undefined ? ('failed' as const) : ('ok' as const),
		failure: null,
		note: '',
		contextHash: null,
		answerHash: null,
		...tokensOf(reply),
		ms
	};
}
