import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
  kit: {
    // Every signed-in address answers with this one page; public pages are rendered by the server.
    adapter: adapter({ pages: 'build', assets: 'build', fallback: 'spa.html', strict: false }),
    // An absolute base, because the one page is served at every depth.
    paths: { relative: false },
    version: { pollInterval: 0 }
  }
};
