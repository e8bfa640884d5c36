import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import typescript from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

export default typescript.config(
  {
    ignores: [
      '.svelte-kit/', 'build/', 'node_modules/', 'player/', 'static/', '**/generated/', 'src/lib/api/schema.d.ts'
    ]
  },
  js.configs.recommended,
  ...typescript.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: typescript.parser, extraFileExtensions: ['.svelte'], svelteConfig }
    }
  },
  {
    rules: {
      'no-undef': 'off',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      // Addresses are made by `address()` in src/lib/navigation, which knows the language.
      'svelte/no-navigation-without-resolve': 'off'
    }
  },
  { files: ['**/*.test.ts'], rules: { 'max-lines-per-function': 'off' } }
);
