import eslint from '@eslint/js';
import jest from 'eslint-plugin-jest';
import prettier from 'eslint-config-prettier';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const outbound = [
  'axios',
  '@nestjs/axios',
  'undici',
  'node:http',
  'node:https',
  'node:tls',
  'node:net',
  'http',
  'https',
  'net',
  'tls',
];

export default defineConfig(
  { ignores: ['dist/', '.dist-*/', '**/dist/', '.data/', 'coverage/', '**/*.js', '**/*.cjs', '**/*.mjs'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // A function does one thing, and fits on a screen.
      complexity: ['error', 12],
      'max-depth': ['error', 3],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 6],

      // Nothing fails unheard.
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      'no-console': 'error',

      // Configuration is read in one place.
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Inject a config class instead.' },
        { object: 'URL', property: 'canParse', message: 'Wrong for umlauts in Node 20: use parseUrl.' },
      ],

      // Bytes leave through libs/egress alone, which knows every way they can fail.
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use @gateway/egress.' }],
      'no-restricted-imports': [
        'error',
        {
          paths: outbound.map((name) => ({ name, allowTypeImports: true, message: 'Use @gateway/egress.' })),
        },
      ],

      // What a signature promises is written down; what a body does is inferred.
      '@typescript-eslint/explicit-function-return-type': ['error', { allowExpressions: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],

      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      // A name of underscores takes what is left out on purpose.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_+$', varsIgnorePattern: '^_+$' },
      ],
      // Rows, inputs and views are classes that hold data and have no methods: what has the shape is one.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // Nest modules are classes without members.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    // What a class is given by injection is no list of arguments anybody writes.
    files: ['**/use-cases/*.ts', '**/http/*.controller.ts'],
    rules: { 'max-params': ['error', 10] },
  },
  {
    files: ['libs/config/src/read-config.ts', 'libs/testing/**', 'libs/database/src/embedded/**'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: [
      'libs/egress/**',
      'libs/database/src/embedded/**',
      '**/simulator/**',
      'apps/simulator/**',
      'libs/testing/**',
      // Takes what partners send on their own account; sends nothing.
      'libs/connectors/*/src/protocol/*-listener.ts',
    ],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['apps/cli/**', 'apps/simulator/src/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // The demo speaks to the gateway and the simulator on this machine, as somebody outside would.
    files: ['apps/cli/src/demo/**'],
    rules: {
      'no-restricted-globals': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
    },
  },
  {
    // The browser's own way to the gateway that served the page.
    files: ['apps/admin/src/api/request.ts'],
    rules: { 'no-restricted-globals': 'off' },
  },
  {
    files: ['apps/*/src/main.ts', 'apps/cli/src/session.ts', 'apps/cli/src/commands/audit.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['**/*.spec.ts', '**/*.e2e-spec.ts', 'test/**'],
    extends: [jest.configs['flat/recommended'], jest.configs['flat/style']],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'no-restricted-imports': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-globals': 'off',
      '@typescript-eslint/explicit-function-return-type': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      'jest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect', 'expect*', '*.expect', 'request.**.expect', 'fc.assert'] },
      ],
      'jest/no-standalone-expect': 'off',
      'jest/valid-title': [
        'error',
        { mustNotMatch: { it: ['^should', 'Say what happens, without “should”.'] } },
      ],
    },
  },
  {
    // A migration is as long as its SQL.
    files: ['**/storage/migrations/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['test/bench/**', 'test/chaos/**', 'test/cases/**'],
    rules: { 'no-console': 'off' },
  },
  prettier,
);
