/**
 * Names, numbers and dates that one statement puts together must stand together in one quote. Held against the union of
 * its quotes alone, "A was the son of B" passes when one quote names A and another, about someone else, names B.
 */
import { splitStatements } from './statements-of.ts';
import { checkSupport, type Ground } from './support.ts';

export interface Together {
	readonly name: 'V2 one quote';
	readonly outcome: 'pass' | 'fail' | 'not-run';
	readonly note: string;
}

const FACTS: ReadonlySet<string> = new Set(['V2 numbers', 'V2 dates', 'V2 names']);

/** Each statement of the sentence on one of its grounds. With one ground there is nothing to mix up. */
export function checkTogether(sentence: string, grounds: readonly Ground[]): Together {
	const name = 'V2 one quote';
	if (grounds.length < 2) return { name, outcome: 'not-run', note: 'it cites one quote only' };
	for (const statement of splitStatements(sentence)) {
		const held = grounds.some((ground) =>
			checkSupport(statement, [ground]).every(
				(one) => !FACTS.has(one.name) || one.outcome !== 'fail'
			)
		);
		if (!held)
			return { name, outcome: 'fail', note: `no single quote holds "${statement}" together` };
	}
	return { name, outcome: 'pass', note: 'each statement stands on one quote' };
}
