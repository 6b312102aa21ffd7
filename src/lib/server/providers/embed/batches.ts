/** Texts of like length go through a model together, so that little is padded. */
const BATCH_TOKENS = 1_024; // padded tokens of one run: larger is no faster

interface Row {
	readonly place: number;
	readonly ids: readonly number[];
}

/** Rows of like length together; results in the order of the rows. */
export async function inBatches<T>(
	rows: readonly (readonly number[])[],
	run: (rows: readonly (readonly number[])[]) => Promise<readonly T[]>
): Promise<T[]> {
	const placed = rows
		.map((ids, place) => ({ place, ids }))
		.sort((a, b) => a.ids.length - b.ids.length);
	const out = new Map<number, T>();
	for (const batch of batches(placed)) {
		const made = await run(batch.map((row) => row.ids));
		batch.forEach((row, at) => {
			const one = made[at];
			if (one !== undefined) out.set(row.place, one);
		});
	}
	return rows.flatMap((_, place) => out.get(place) ?? []);
}

function batches(rows: readonly Row[]): Row[][] {
	const out: Row[][] = [];
	for (const row of rows) {
		const open = out.at(-1);
		if (open && (open.length + 1) * row.ids.length <= BATCH_TOKENS) open.push(row);
		else out.push([row]);
	}
	return out;
}

/** Ids and mask of a batch as a model takes them: rows padded to the longest. */
export function padded(rows: readonly (readonly number[])[], pad: bigint) {
	const length = Math.max(...rows.map((ids) => ids.length));
	const ids = new BigInt64Array(rows.length * length).fill(pad);
	const mask = new BigInt64Array(rows.length * length);
	rows.forEach((row, at) => {
		row.forEach((id, place) => {
			ids[at * length + place] = BigInt(id);
			mask[at * length + place] = 1n;
		});
	});
	return { ids, mask, length };
}
