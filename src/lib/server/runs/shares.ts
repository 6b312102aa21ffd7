/** Share links: 192-bit tokens, stored as hashes, showing the version that stood when they were made. */
import { createHash, randomBytes } from 'node:crypto';
import { foldAll, type RunView } from '../../research/fold.ts';
import { consentedView, withheldView } from '../../research/withhold.ts';
import type { Journal, Share, Shares } from '../ports.ts';

export interface Sharing {
	/** A new link to the newest finished version, or to the run as it is when there is none. `withPrivate`: its owner shares quotes of private documents too. */
	share(
		view: RunView,
		options: { expiresAt: number | null; withPrivate: boolean }
	): Promise<{ token: string }>;
	/** The frozen view behind a token; null when unknown, revoked or expired: the three look the same. */
	open(token: string): Promise<RunView | null>;
	of(runId: string): Promise<readonly Share[]>;
	revoke(runId: string): Promise<void>;
}

export function createSharing({
	shares,
	journal,
	now
}: {
	shares: Shares;
	journal: Journal;
	now: () => number;
}): Sharing {
	return {
		share: async (view, { expiresAt, withPrivate }) => {
			const token = randomBytes(24).toString('base64url');
			const seq = view.versions.at(-1)?.seq ?? view.seq;
			const share = { runId: view.id, seq, createdAt: now(), expiresAt, withPrivate };
			await shares.add(hashOf(token), share);
			return { token };
		},
		open: async (token) => {
			if (!/^[\w-]{32}$/u.test(token)) return null;
			const share = await shares.find(hashOf(token));
			if (!share || (share.expiresAt !== null && share.expiresAt <= now())) return null;
			const facts = await journal.read(share.runId, 0);
			const view = foldAll(
				share.runId,
				facts.filter((fact) => fact.seq <= share.seq)
			);
			return share.withPrivate ? consentedView(view) : withheldView(view).view;
		},
		of: (runId) => shares.of(runId),
		revoke: (runId) => shares.revoke(runId)
	};
}

function hashOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}
