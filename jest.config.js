const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const esm = require('./jest.esm-packages.json');

/** Given as options, so that a change is part of jest's cache key; names of modules are jest's to map. */
const { jsc, module: modules, sourceMaps } = JSON.parse(readFileSync(join(__dirname, '.swcrc'), 'utf8'));
const { paths: _, baseUrl: __, ...compiler } = jsc;
const swc = { jsc: compiler, module: modules, sourceMaps, swcrc: false };

/** Packages that are ES modules only are turned into CommonJS, because jest cannot require them below Node 24.9. */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.e2e-spec.ts'],
  transform: { '^.+\\.(ts|js|mjs)$': ['@swc/jest', swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
  moduleNameMapper: {
    '^@gateway/(.*)$': '<rootDir>/libs/$1/src/index.ts',
    '^@connectors/([^/]+)/(testing|simulator)$': '<rootDir>/libs/connectors/$1/src/$2/index.ts',
    '^@connectors/([^/]+)$': '<rootDir>/libs/connectors/$1/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
  },
  setupFiles: ['reflect-metadata'],
  globalSetup: '<rootDir>/test/support/global-setup.js',
  globalTeardown: '<rootDir>/test/support/global-teardown.js',
  testTimeout: 180_000,
};
