import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
	plugins: [sveltekit()],
	ssr: {
		// Native or worker-loading packages must stay outside of the bundle.
		external: ['@lancedb/lancedb', 'onnxruntime-node', 'jsdom', 'playwright-core']
	},
	test: {
		include: ['src/**/*.test.ts', 'tests/**/*.test.ts'],
		exclude: ['tests/e2e/**', 'node_modules/**'],
		setupFiles: ['tests/setup.ts'],
		pool: 'forks',
		testTimeout: 20_000
	}
});
