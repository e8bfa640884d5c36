import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Where `vite dev` finds the API; the built client is served by the server itself. */
const server = process.env.VIDIK_DEV_SERVER ?? 'http://localhost:8080';

/** SvelteKit hides its announcer of page changes by a style attribute, which our content security policy refuses. */
const announcerWithoutStyle = {
  name: 'announcer-without-style',
  enforce: 'pre' as const,
  transform: (code: string, id: string) =>
    id.endsWith('/generated/root.svelte')
      ? code.replace(/(id="svelte-announcer"[^>]*?)style="[^"]*"/, '$1class="visually-hidden"')
      : undefined
};

export default defineConfig({
  plugins: [announcerWithoutStyle, sveltekit()],
  build: {
    target: ['chrome109', 'edge109', 'firefox115', 'safari16.4'],
    assetsInlineLimit: 0,
    // On a slow line forty small files cost more than two larger ones that every page needs anyway.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'vendor', test: /node_modules[\\/](svelte|@sveltejs|@tanstack|openapi-fetch|esm-env|devalue|clsx)/ },
            { name: 'shared', test: /src[\\/]lib[\\/](ui|api|session|navigation|progress)[\\/]|i18n[\\/][^\\/]+$/ }
          ]
        }
      }
    }
  },
  server: { proxy: { '/api': server } },
  resolve: process.env.VITEST ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    setupFiles: ['tests/words.ts'],
    include: ['src/**/*.test.ts', 'tests/**/*.test.ts']
  }
});
