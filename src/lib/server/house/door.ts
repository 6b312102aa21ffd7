/** What the house offers: the only thing of the server that routes see, as `locals.house`. */
import type { Fact } from '../../research/facts.ts';
import type { EngineName } from '../../research/engine-names.ts';
import type { Effort, Limits, ModelCall, Scope } from '../../research/run.ts';
import type { PlanSection, Steer } from '../../research/steer.ts';
import type { RunView } from '../../research/fold.ts';
import type { Access } from '../access.ts';
import type { Collections } from '../collections/collections.ts';
import type { OpenLibrary } from '../library/library.ts';
import type { ControlKind, Idempotency, ModelRole, Share, Snapshot } from '../ports.ts';
import type { BrowserHealth } from '../providers/fetch/browser.ts';
import type { EngineHealth } from '../providers/search/health.ts';
import type { Runs, WatchHandle } from '../runs/runs.ts';
import type { Setup } from './setup.ts';

export interface AskInput {
	readonly text: string;
	readonly effort: Effort;
	readonly language?: string | undefined; // absent: the language of the question
	readonly limits?: Limits;
	readonly scope?: Scope;
	readonly approvePlan?: boolean; // wait for the reader after the scout
	readonly waitOffPeak?: boolean | undefined; // absent: as the settings say
}
export interface Health {
	readonly status: 'ok' | 'degraded';
	readonly version: string;
	readonly checks: {
		readonly search: readonly EngineHealth[];
		readonly library: ReturnType<OpenLibrary['state']>;
		readonly browser: BrowserHealth;
		readonly runs: { readonly working: number; readonly waiting: number };
	};
}
export interface SettingsSummary {
	readonly engines: readonly string[];
	readonly searching: readonly EngineName[]; // the same engines with their kinds
	readonly embedder: string;
	/** Models by role as "connection/model"; null without any: reports are then made of quotes alone. */
	readonly models: Readonly<Record<ModelRole, string>> | null;
	readonly problems: readonly string[];
}

/** What the rest of the server may do. Routes reach it as `locals.house`. */
export interface House {
	readonly access: Access;
	readonly version: string;
	ask(input: AskInput): Promise<{ id: string }>;
	view(id: string): Promise<RunView | null>;
	/** Every fact of a run so far, in order; null when there is no such run. */
	facts(id: string): Promise<readonly Fact[] | null>;
	/** The run as it stood when a version was finished; null when there is no such version. */
	viewAt(id: string, version: number): Promise<RunView | null>;
	list: Parts['list'];
	control(id: string, kind: ControlKind): Promise<boolean>;
	steer(id: string, steer: Steer): Promise<boolean>;
	/** Approves the plan a run waits with; null: as it stands. False when it waits for none. */
	approve(id: string, sections: readonly PlanSection[] | null): Promise<boolean>;
	/** Writes a finished extractive report again with a model. */
	upgrade(id: string): Promise<boolean>;
	remove(id: string): Promise<boolean>;
	watch: Runs['watch'];
	snapshot(textHash: string): Promise<Snapshot | null>;
	share(
		id: string,
		options: { expiresAt: number | null; withPrivate: boolean }
	): Promise<{ token: string } | null>;
	unshare(id: string): Promise<void>;
	shareOf(id: string): Promise<Share | null>;
	shared(token: string): Promise<RunView | null>;
	/** A run's call to a model by its number from 1, with what was sent and what came back. Null when there is none. */
	traced(id: string, n: number): Promise<Traced | null>;
	readonly idempotency: Idempotency;
	readonly collections: Collections;
	settings(): SettingsSummary;
	readonly setup: Setup;
	health(): Health;
	/** Tells the lock where we serve. */
	serving(address: string): void;
	close(): Promise<void>;
}
export interface Traced {
	readonly call: ModelCall;
	readonly context: string | null;
	readonly answer: string | null;
}
export type { WatchHandle };

export interface Parts {
	list(filter: {
		limit: number;
		before?: string;
		text?: string;
		status?: RunView['status'];
	}): Promise<{
		runs: readonly {
			id: string;
			title: string;
			status: RunView['status'];
			createdAt: number;
			updatedAt: number;
		}[];
		next: string | null;
	}>;
}

export interface Places {
	/** Where the product's own files are: models, and the built workers where there are some. */
	readonly root: string;
	/** Run the worker threads from their sources (development and tests). */
	readonly fromSource: boolean;
	readonly version: string;
	readonly onError: (where: string, error: unknown) => void;
}
