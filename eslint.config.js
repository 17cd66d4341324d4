// Lint rules. The domain is pure (rule O3): it may not read the clock, chance, the process or the network.
import tseslint from 'typescript-eslint';

const IMPURE_IN_DOMAIN = [
  { name: 'process', message: 'The domain is pure: configuration comes in as a value.' },
  { name: 'fetch', message: 'The domain is pure: it calls nobody.' },
  { name: 'setTimeout', message: 'The domain is pure: it waits for nothing.' },
  { name: 'setInterval', message: 'The domain is pure: it waits for nothing.' },
  { name: 'console', message: 'The domain is pure: it logs nothing.' },
];

export default tseslint.config(
  {
    ignores: [
      '**/dist/**',
      '**/node_modules/**',
      '.local/**',
      'shared/src/db/generated/**',
      'client/src/generated/**',
      'coverage/**',
      'test-output/**',
      '**/public/**',
    ],
  },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `const { left, out, ...rest }` is how fields are left out.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      'no-console': 'error',
      'no-restricted-globals': ['error', { name: 'process', message: 'process is read once, in a main.' }],
      'no-restricted-imports': [
        'error',
        {
          paths: ['node:crypto', 'crypto'].map((name) => ({
            name,
            importNames: ['timingSafeEqual'],
            message: 'Secrets are compared in shared/src/secrets/is-one-of.ts, and nowhere else.',
          })),
        },
      ],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['shared/src/secrets/is-one-of.ts', 'shared/src/testing/watch-comparisons.ts'],
    rules: { 'no-restricted-imports': 'off' },
  },
  {
    files: ['shared/src/domain/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...IMPURE_IN_DOMAIN],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'Time comes in as now (O3).',
        },
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: 'Time comes in as now (O3).',
        },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: 'Chance comes in as a value (O3).',
        },
      ],
    },
  },
  {
    // Programs a person runs by hand or the build runs: they print, and they are where process is read.
    files: [
      '**/main.ts',
      'tools/src/**/*.ts',
      'prisma/src/**/*.ts',
      'test/src/**/*.ts',
      '**/*.test.ts',
      'shared/src/testing/**/*.ts',
    ],
    rules: { 'no-console': 'off', 'no-restricted-globals': 'off' },
  },
  {
    files: ['**/*.test.ts', 'test/src/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off', // chai's `expect(x).to.be.true`
      '@typescript-eslint/no-non-null-assertion': 'off',
      'max-lines': 'off',
    },
  },
);
