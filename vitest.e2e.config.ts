/** The suites that drive the production build, most of them through a browser. One file at a time: they measure too. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
	test: {
		include: ['tests/e2e/**/*.test.ts'],
		setupFiles: ['tests/setup.ts'],
		pool: 'forks',
		fileParallelism: false,
		testTimeout: 90_000,
		hookTimeout: 60_000
	}
});
